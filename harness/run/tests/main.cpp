// The test program of all of harness/.
#include <gmock/gmock.h>
#include <windows.h>

int main(int argc, char** argv) {
    // The programs that the tests start are not what GitHub runs, even if the tests themselves run there.
    SetEnvironmentVariableW(L"GITHUB_ACTIONS", nullptr);
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
