// The labs that a command line can name. The command is Windows' own cmd.exe; the server of the namespaces is a thread of this test.
#include "harness/lab/command_lab.h"
#include "harness/lab/netns_lab.h"
#include "harness/lab/open.h"
#include "harness/lab/words.h"

#include <winsock2.h>

#include <windows.h>

#include <gtest/gtest.h>

#include <thread>

namespace wcts::lab {
namespace {

using namespace std::chrono_literals;

const Request kCut{Verb::cut, "127.0.0.1:4711", "127.0.0.1:80"};

TEST(Labs, WordsAreThoseOfTheTable) {
    for (const VerbWords& words : kVerbs) EXPECT_EQ(words_of(words.verb).word, words.word);
    EXPECT_EQ(line_of(kCut), "cut 127.0.0.1:4711 127.0.0.1:80");
    EXPECT_EQ(line_of({Verb::cap_pending, "[::1]:1", "[::1]:2", 4}), "cap-pending [::1]:1 [::1]:2 4");
    EXPECT_EQ(line_of({Verb::expire_ttl, {}, {}, 6}), "expire-ttl 6");
    EXPECT_EQ(line_of({Verb::heal, "not", "told", 1}), "heal");
}

TEST(Labs, AreOpenedByName) {
    EXPECT_EQ(open_lab("moon"), nullptr);
    EXPECT_NE(open_lab("command:lab.cmd"), nullptr);
    EXPECT_THROW(static_cast<void>(open_lab("command:")), LabError);
    ::SetEnvironmentVariableA("WINSOCK_CTS_LAB_PORT", nullptr);
    EXPECT_THROW(static_cast<void>(open_lab("netns")), LabError);
    ::SetEnvironmentVariableA("WINSOCK_CTS_LAB_PORT", "80");
    EXPECT_NE(open_lab("netns"), nullptr);
    ::SetEnvironmentVariableA("WINSOCK_CTS_LAB_PORT", "none");
    EXPECT_THROW(static_cast<void>(open_lab("netns")), LabError);
    ::SetEnvironmentVariableA("WINSOCK_CTS_LAB_PORT", nullptr);
}

// What the command line of cmd.exe says; the verb and its arguments come behind it.
std::string told_by(const std::string& command, const Request& request = kCut, std::chrono::milliseconds patience = 30s) {
    CommandLab lab("cmd.exe /d /c " + command, patience);
    EXPECT_EQ(lab.unable(request.verb), std::nullopt);
    try {
        return "answer '" + lab.apply(request) + "'";
    } catch (const Unable& why) {
        return std::string("unable: ") + why.what();
    } catch (const LabError& error) {
        return std::string("error: ") + error.what();
    }
}

TEST(CommandLab, IsCalledWithTheVerbAndItsArguments) {
    EXPECT_EQ(told_by("echo"), "answer 'cut 127.0.0.1:4711 127.0.0.1:80'");
    EXPECT_EQ(told_by("echo", {Verb::expire_ttl, {}, {}, 4}), "answer 'expire-ttl 4'");
}

TEST(CommandLab, AnswersWithItsFirstLine) {
    EXPECT_EQ(told_by("echo one& echo two& rem"), "answer 'one'");
    EXPECT_EQ(told_by("rem"), "answer ''");
}

TEST(CommandLab, TellsByExitCodeThreeThatItCannot) {
    EXPECT_EQ(told_by("echo no such switch here>&2& exit 3& rem"), "unable: no such switch here");
    EXPECT_EQ(told_by("exit 3& rem"), "unable: the lab's command cannot do this, and does not say why");
}

TEST(CommandLab, FailsByAnyOtherExitCode) {
    EXPECT_EQ(told_by("echo it is on fire>&2& exit 7& rem"), "error: the lab's command ended with exit code 7: it is on fire");
    EXPECT_EQ(told_by("exit 1& rem"), "error: the lab's command ended with exit code 1");
}

TEST(CommandLab, FailsWhereThereIsNoSuchCommand) {
    CommandLab lab("no-such-command-anywhere.exe");
    EXPECT_THROW(lab.apply(kCut), LabError);
}

TEST(CommandLab, IsBoundedInTime) {
    EXPECT_EQ(told_by("for /l %i in () do rem", kCut, 300ms), "error: the lab's command did not end within 300 ms");
}

// Answers each line of its one client by `answers`, in turn, and ends the connection after the last.
class Server {
public:
    explicit Server(std::vector<std::string> answers) : listener_(::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)) {
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int length = sizeof(name);
        ::bind(listener_, reinterpret_cast<const sockaddr*>(&name), length);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&name), &length);
        ::listen(listener_, 1);
        port_ = ntohs(name.sin_port);
        thread_ = std::thread([this, answers = std::move(answers)] {
            const SOCKET client = ::accept(listener_, nullptr, nullptr);
            for (const std::string& answer : answers) {
                char byte = 0;
                while (::recv(client, &byte, 1, 0) == 1 && byte != '\n') heard_ += byte;
                heard_ += ';';
                ::send(client, answer.data(), static_cast<int>(answer.size()), 0);
            }
            ::closesocket(client);
        });
    }
    ~Server() {
        ::closesocket(listener_);
        thread_.join();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    // Only after the last answer was read.
    [[nodiscard]] const std::string& heard() const { return heard_; }

private:
    SOCKET listener_;
    std::uint16_t port_ = 0;
    std::string heard_;
    std::thread thread_;
};

class NetnsLabTest : public testing::Test {
protected:
    NetnsLabTest() {
        WSADATA data{};
        static_cast<void>(::WSAStartup(MAKEWORD(2, 2), &data));
    }
    ~NetnsLabTest() override { ::WSACleanup(); }
};

TEST_F(NetnsLabTest, AsksItsServer) {
    Server server({"ok\n", "ok 10.77.2.2:9\n", "error there is no such connection\n", "what?\n"});
    NetnsLab lab(server.port());
    EXPECT_EQ(lab.apply(kCut), "");
    EXPECT_EQ(lab.apply({Verb::expire_ttl, {}, {}, 4}), "10.77.2.2:9");
    EXPECT_EQ(server.heard(), "cut 127.0.0.1:4711 127.0.0.1:80;expire-ttl 4;");
    const auto error = [&](Verb verb) -> std::string {
        try {
            lab.apply({verb});
            return "none";
        } catch (const LabError& why) {
            return why.what();
        }
    };
    EXPECT_EQ(error(Verb::abort), "there is no such connection");
    EXPECT_EQ(error(Verb::heal), "the lab's server answers 'what?'");
    EXPECT_NE(error(Verb::heal), "none") << "the server has ended";
}

TEST_F(NetnsLabTest, SaysWhatItCannot) {
    const NetnsLab lab(1);
    for (const Verb verb : {Verb::cut, Verb::abort, Verb::expire_ttl, Verb::no_route, Verb::heal})
        EXPECT_EQ(lab.unable(verb), std::nullopt);
    for (const Verb verb : {Verb::down, Verb::exhaust, Verb::cap_pending, Verb::unreachable, Verb::break_provider})
        EXPECT_TRUE(lab.unable(verb));
}

}  // namespace
}  // namespace wcts::lab
