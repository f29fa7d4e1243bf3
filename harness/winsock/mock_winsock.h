// A GoogleMock of the call table, for tests of the harness.
#pragma once

#include "harness/winsock/winsock.h"

#include <gmock/gmock.h>

namespace wcts::winsock {

class MockWinsock : public Winsock {
public:
#define WCTS_CALL(library, result, name, params, args) MOCK_METHOD(result, name, params, (override));
#include "harness/winsock/call_list.inc"

    MOCK_METHOD(int, WSAGetLastError, (), (override));
    MOCK_METHOD(void, WSASetLastError, (int iError), (override));
};

}  // namespace wcts::winsock
