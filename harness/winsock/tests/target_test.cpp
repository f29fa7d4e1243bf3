// Targets: what `--target` opens, and what it says when it cannot.
#include "harness/winsock/target.h"

#include "harness/winsock/file_identity.h"
#include "reports/report.h"

#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace wcts::winsock {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A file of the test's own, with a name beyond ASCII.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view text) {
        std::random_device random;
        path_ = std::filesystem::temp_directory_path() / (L"wcts-\u00FC-" + std::to_wstring(random()) + L".txt");
        std::ofstream(path_, std::ios::binary) << text;
    }
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string utf8(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

std::string why_not(const std::string& target) {
    try {
        static_cast<void>(open_target(target));
    } catch (const TargetError& error) {
        return error.what();
    }
    ADD_FAILURE() << target << " was opened";
    return {};
}

TEST(OpenTarget, RefusesAnUnknownForm) {
    EXPECT_EQ(why_not("windows"), "unknown target 'windows': known are 'system', 'reference', 'library:PATH', 'lsp:PATH[,PATH...]' and 'catalog:ID'");
    EXPECT_EQ(why_not(""), "unknown target '': known are 'system', 'reference', 'library:PATH', 'lsp:PATH[,PATH...]' and 'catalog:ID'");
}

TEST(OpenTarget, RefusesALibraryWithoutAPath) {
    EXPECT_EQ(why_not("library:"), "library target: no path after 'library:'");
}

TEST(OpenTarget, RefusesAMissingFileByItsFullPath) {
    const auto path = std::filesystem::temp_directory_path() / "no-such-folder" / "no.dll";
    EXPECT_EQ(why_not("library:" + utf8(path)), "library target: there is no file '" + utf8(path) + "'");
    EXPECT_THAT(why_not("library:no-such.dll"),
                AllOf(StartsWith("library target: there is no file '"), HasSubstr(":"), EndsWith("no-such.dll'")));
}

TEST(OpenTarget, RefusesAFolder) {
    EXPECT_THAT(why_not("library:" + utf8(std::filesystem::temp_directory_path())), StartsWith("library target: there is no file '"));
}

TEST(OpenTarget, RefusesAFileThatIsNoDll) {
    const TemporaryFile file("This is a text.\n");
    EXPECT_EQ(why_not("library:" + utf8(file.path())),
              "library target: cannot load '" + utf8(file.path()) + "': it is no DLL of this program's architecture");
}

TEST(OpenTarget, RefusesADllWithoutTheExportsAndNamesThemAll) {
    const auto path = system_library("kernel32.dll");
    const std::string why = why_not("library:" + utf8(path));
    EXPECT_THAT(why, StartsWith("library target: '" + utf8(path) + "' does not export WSAStartup, WSACleanup, socket, "));
    EXPECT_THAT(why, AllOf(HasSubstr(" WSASend,"), EndsWith("WSAGetLastError, WSASetLastError")));
    EXPECT_THAT(why, Not(HasSubstr("CreateIoCompletionPort"))) << "the kernel's calls are there";
}

// One connected pair of sockets through the table alone, and one send on it.
void send_on_loopback(Winsock& table) {
    WSADATA data{};
    ASSERT_EQ(table.WSAStartup(MAKEWORD(2, 2), &data), 0);
    const SOCKET listener = table.WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    ASSERT_NE(listener, INVALID_SOCKET);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    int length = sizeof(address);
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    ASSERT_EQ(table.bind(listener, name, length), 0);
    ASSERT_EQ(table.listen(listener, 1), 0);
    ASSERT_EQ(table.getsockname(listener, name, &length), 0);
    const SOCKET sender = table.WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    ASSERT_EQ(table.connect(sender, name, length), 0);
    const SOCKET receiver = table.accept(listener, nullptr, nullptr);
    ASSERT_NE(receiver, INVALID_SOCKET);

    char hello[] = "hello";
    WSABUF buffer{5, hello};
    DWORD sent = 0;
    EXPECT_EQ(table.WSASend(sender, &buffer, 1, &sent, 0, nullptr, nullptr), 0);
    EXPECT_EQ(sent, 5u);
    std::array<char, 8> got{};
    EXPECT_EQ(table.recv(receiver, got.data(), 5, 0), 5);
    EXPECT_STREQ(got.data(), "hello");

    for (const SOCKET socket : {receiver, sender, listener}) EXPECT_EQ(table.closesocket(socket), 0);
    EXPECT_EQ(table.closesocket(sender), SOCKET_ERROR);
    EXPECT_EQ(table.WSAGetLastError(), WSAENOTSOCK);
    table.WSASetLastError(WSAEINTR);
    EXPECT_EQ(table.WSAGetLastError(), WSAEINTR);
    EXPECT_EQ(table.WSACleanup(), 0);
}

TEST(SystemTarget, Works) {
    const auto target = open_target("system");
    send_on_loopback(target->winsock());
    EXPECT_EQ(&target->trusted(), &target->winsock());
}

TEST(SystemTarget, TellsWhatItIs) {
    const auto target = open_target("system");
    const reports::TargetInfo info = target->describe();
    EXPECT_EQ(info.kind, "system");
    EXPECT_EQ(info.path, utf8(system_library("ws2_32.dll")));
    EXPECT_EQ(info.sha256.size(), 64u);
    EXPECT_EQ(info.sha256, file_sha256(system_library("ws2_32.dll")));
    EXPECT_TRUE(target->exports("WSASend"));
    EXPECT_FALSE(target->exports("WSASendTwice"));
}

TEST(LibraryTarget, WorksWithTheSystemsOwnDllByItsPath) {
    const std::string path = utf8(system_library("ws2_32.dll"));
    const auto target = open_target("library:" + path);
    send_on_loopback(target->winsock());
    EXPECT_NE(&target->trusted(), &target->winsock()) << "peers never speak through the table under test";

    const reports::TargetInfo info = target->describe();
    EXPECT_EQ(info.kind, "library");
    EXPECT_EQ(info.path, path);
    EXPECT_EQ(info.sha256.size(), 64u);
    EXPECT_TRUE(target->exports("WSASend"));
    EXPECT_FALSE(target->exports("WSASendTwice"));
}

TEST(FileSha256, OfKnownTexts) {
    // FIPS 180-4's examples.
    EXPECT_EQ(file_sha256(TemporaryFile("abc").path()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(file_sha256(TemporaryFile("").path()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(file_sha256(TemporaryFile(std::string(1'000'000, 'a')).path()),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(FileSha256, OfNoFileIsEmpty) {
    EXPECT_EQ(file_sha256(std::filesystem::temp_directory_path() / "no-such-file"), "");
}

TEST(FileVersion, OfASystemDllAndOfAFileWithoutOne) {
    EXPECT_THAT(file_version(system_library("ws2_32.dll")), testing::MatchesRegex("\\d+\\.\\d+\\.\\d+\\.\\d+"));
    const TemporaryFile file("no version");
    EXPECT_EQ(file_version(file.path()), "");
}

}  // namespace
}  // namespace wcts::winsock
