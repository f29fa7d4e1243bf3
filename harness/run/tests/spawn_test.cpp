#include "harness/run/spawn.h"

#include "harness/run/channel.h"

#include <shellapi.h>

#include <gmock/gmock.h>

#include <thread>

namespace wcts::run {
namespace {

TEST(QuoteArgument, IsReadBackAsItIs) {
    const std::vector<std::wstring> arguments{L"",          L"plain",           L"two words", L"a\"quote",     L"back\\slash",
                                              L"ends in\\", L"\\\\\"mixed\\\"", L"tab\there", L"no\\spaces\\", L"*?"};
    std::wstring line = L"program";
    for (const std::wstring& argument : arguments) line += L' ' + quote_argument(argument);
    int count = 0;
    wchar_t** read = CommandLineToArgvW(line.c_str(), &count);
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(std::vector<std::wstring>(read + 1, read + count), arguments);
    LocalFree(read);
}

TEST(Utf8, GoesBothWays) {
    const std::string text = "gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80";
    EXPECT_EQ(to_utf8(to_wide(text)), text);
    EXPECT_EQ(to_wide(text).size(), 7u);
    EXPECT_EQ(to_wide(""), L"");
}

struct Pipe {
    Pipe() {
        HANDLE r = nullptr;
        HANDLE w = nullptr;
        CreatePipe(&r, &w, nullptr, 0);
        read = UniqueHandle(r);
        write = UniqueHandle(w);
    }
    UniqueHandle read;
    UniqueHandle write;
};

TEST(Channel, SplitsAStreamIntoLines) {
    Pipe pipe;
    ASSERT_TRUE(write_all(pipe.write.get(), "{\"a\":1}\n{\"b\""));
    LineReader reader(pipe.read.get());
    EXPECT_EQ(reader.next(), "{\"a\":1}");
    ASSERT_TRUE(write_all(pipe.write.get(), ":2}\nrest"));
    EXPECT_EQ(reader.next(), "{\"b\":2}");
    pipe.write.reset();
    EXPECT_EQ(reader.next(), std::nullopt) << "what has no newline is no message";
}

TEST(Channel, CarriesMoreThanThePipeHolds) {
    Pipe pipe;
    const std::string line = to_line({{"text", std::string(1'000'000, 'x')}});
    std::thread writer([&] { write_all(pipe.write.get(), line); });
    LineReader reader(pipe.read.get());
    EXPECT_EQ(reader.next(), line.substr(0, line.size() - 1));
    writer.join();
}

TEST(Channel, WritesOneLineWhateverTheTextHolds) {
    const std::string line = to_line({{"text", "two\nlines \xFF"}});
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_TRUE(reports::Json::accept(line));
}

TEST(Channel, SaysWhenTheOtherSideIsGone) {
    Pipe pipe;
    pipe.read.reset();
    EXPECT_FALSE(write_all(pipe.write.get(), "text\n"));
}

}  // namespace
}  // namespace wcts::run
