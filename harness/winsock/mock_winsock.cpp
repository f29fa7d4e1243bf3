#include "harness/winsock/mock_winsock.h"

template class testing::NiceMock<wcts::winsock::MockWinsock>;

namespace wcts::winsock {

MockWinsock::MockWinsock() = default;
MockWinsock::~MockWinsock() = default;

}  // namespace wcts::winsock
