// A GoogleMock of the call table, for tests of the harness.
#pragma once

#include "harness/winsock/winsock.h"

#include <gmock/gmock.h>

namespace wcts::winsock {

class MockWinsock : public Winsock {
public:
    MockWinsock();
    ~MockWinsock() override;

#define WCTS_CALL(library, result, name, params, args) MOCK_METHOD(result, name, params, (override));
#include "harness/winsock/call_list.inc"

    MOCK_METHOD(int, WSAGetLastError, (), (override));
    MOCK_METHOD(void, WSASetLastError, (int iError), (override));
};

}  // namespace wcts::winsock

// So many mocked functions are a lot of code: it is compiled once, in mock_winsock.cpp, and not in every test.
extern template class testing::NiceMock<wcts::winsock::MockWinsock>;
