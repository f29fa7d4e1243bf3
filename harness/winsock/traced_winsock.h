// The tracing front: forwards every call and records it.
//
// It takes the last error at once after each call and puts it back before it returns, so that a caller sees exactly what it would have
// seen without it. It reads memory behind pointers only where that memory is readable: it never faults on a bad pointer.
// Threads: as the table behind it. Ownership: refers to the table and the recorder; both outlive it.
#pragma once

#include "harness/winsock/trace.h"
#include "harness/winsock/winsock.h"

namespace wcts::winsock {

class TracedWinsock final : public Winsock {
public:
    // `who` says whose calls these are: the target's or the peers'.
    TracedWinsock(Winsock& inner, Recorder& recorder, Who who) : inner_(inner), recorder_(recorder), who_(who) {}

#define WCTS_CALL(library, result, name, params, args) result name params override;
#include "harness/winsock/call_list.inc"

    int WSAGetLastError() override { return inner_.WSAGetLastError(); }
    void WSASetLastError(int iError) override { inner_.WSASetLastError(iError); }

private:
    Winsock& inner_;
    Recorder& recorder_;
    Who who_;
};

}  // namespace wcts::winsock
