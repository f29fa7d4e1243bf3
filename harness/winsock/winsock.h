// The call table: the only road from a case, a peer or a harness part to a Winsock.
//
// One pure virtual function for each line of call_list.inc, by Winsock's own names and types, with Winsock's own meaning: the same
// results, the same last error (read with WSAGetLastError at once after the call), the same thread rules. Targets implement it, decorators
// wrap it, and MockWinsock mocks it. Reference pages: see call_list.inc.
//
// Threads: as safe as the Winsock behind it; an implementation adds no rule of its own. Ownership: whoever makes an implementation
// keeps it alive while anything refers to it; pointers passed in keep the documented lifetimes (an OVERLAPPED until its completion).
#pragma once

#include "harness/winsock/platform.h"

namespace wcts::winsock {

class Winsock {
public:
    virtual ~Winsock() = default;

#define WCTS_CALL(library, result, name, params, args) virtual result name params = 0;
#include "harness/winsock/call_list.inc"

    // The calling thread's last error. Not in the list, since a decorator must be able to read and mend it without being seen.
    virtual int WSAGetLastError() = 0;
    virtual void WSASetLastError(int iError) = 0;
};

}  // namespace wcts::winsock
