// A call table that hands every call on to another: what whoever disturbs one or two functions derives from.
#pragma once

#include "harness/winsock/winsock.h"

namespace wcts::winsock {

class ForwardingWinsock : public Winsock {
public:
    // `inner` outlives it.
    explicit ForwardingWinsock(Winsock& inner) : inner_(inner) {}

#define WCTS_CALL(library, result, name, params, args) \
    result name params override {                      \
        return inner_.name args;                       \
    }
#include "harness/winsock/call_list.inc"

    int WSAGetLastError() override {
        return inner_.WSAGetLastError();
    }
    void WSASetLastError(int iError) override {
        inner_.WSASetLastError(iError);
    }

protected:
    [[nodiscard]] Winsock& inner() {
        return inner_;
    }

private:
    Winsock& inner_;
};

}  // namespace wcts::winsock
