// What is told of a DLL that cannot be hosted, and what is known of one that can.
#include "harness/winsock/lsp/description.h"

#include "harness/run/testing/paths.h"
#include "harness/winsock/file_identity.h"
#include "harness/winsock/lsp/pe_file.h"
#include "harness/winsock/target.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace wcts::winsock::lsp {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<char> read(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const std::filesystem::path& path, const std::vector<char>& bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

class LspDescription : public ::testing::Test {
protected:
    [[nodiscard]] std::string why_not(const std::filesystem::path& path, std::string_view guid = {}) const {
        try {
            static_cast<void>(describe_layer(path, guid));
        } catch (const TargetError& error) {
            return error.what();
        }
        ADD_FAILURE() << "it was accepted";
        return {};
    }

    run::testing::TemporaryFolder folder;
};

TEST_F(LspDescription, AMissingFileIsNamed) {
    EXPECT_THAT(why_not(folder.path() / "none.dll"), AllOf(StartsWith("lsp target: there is no file '"), HasSubstr("none.dll'")));
}

TEST_F(LspDescription, WhatIsNoDllIsToldWithoutLoadingIt) {
    const auto path = folder.path() / "text.dll";
    std::ofstream(path) << "MZ, but no more of it than that";
    EXPECT_THAT(why_not(path), HasSubstr("is no DLL"));
}

TEST_F(LspDescription, AProgramIsNoDll) {
    EXPECT_THAT(why_not(run::testing::fixture_exe()), HasSubstr("is a program and no DLL"));
}

TEST_F(LspDescription, ADllWithoutTheEntryPointIsNoLsp) {
    EXPECT_THAT(why_not(system_library("version.dll")), HasSubstr("is no LSP: it does not export WSPStartup"));
}

TEST_F(LspDescription, AnotherArchitectureIsReadFromTheHeaders) {
    auto bytes = read(system_library("version.dll"));
    ASSERT_GT(bytes.size(), 0x100u);
    // e_lfanew stands at 0x3C; the machine four bytes behind the signature.
    const auto at = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0x3C]) | static_cast<unsigned char>(bytes[0x3D]) << 8);
    const bool here_x86 = own_machine() == IMAGE_FILE_MACHINE_I386;
    const WORD other = here_x86 ? IMAGE_FILE_MACHINE_AMD64 : IMAGE_FILE_MACHINE_I386;
    bytes[at + 4] = static_cast<char>(other & 0xFF);
    bytes[at + 5] = static_cast<char>(other >> 8);
    const auto path = folder.path() / "other.dll";
    write(path, bytes);
    EXPECT_THAT(why_not(path),
                AllOf(HasSubstr(here_x86 ? "is for x64" : "is for x86"), HasSubstr("use the winsock-cts that is built for")));
}

TEST(PeFile, NamesOfExportsAndImports) {
    const PeFile file = read_pe_file(system_library("version.dll"));
    EXPECT_TRUE(file.is_dll);
    EXPECT_EQ(file.machine, own_machine());
    EXPECT_TRUE(file.exports.contains("GetFileVersionInfoW"));
    EXPECT_FALSE(file.imports.empty());
}

TEST(PeFile, ATruncatedFileIsNoFault) {
    const run::testing::TemporaryFolder folder;
    const auto bytes = read(system_library("version.dll"));
    const auto path = folder.path() / "cut.dll";
    for (const std::size_t size : {std::size_t{0}, std::size_t{2}, std::size_t{64}, std::size_t{200}, std::size_t{700}}) {
        write(path, {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
        try {
            static_cast<void>(read_pe_file(path));
        } catch (const TargetError&) {
        }
    }
}

TEST(Guid, IsReadWithAndWithoutBracesAndWrittenInOneForm) {
    constexpr std::string_view kText = "7d1f2c60-5a0b-4c0e-9b55-776374730001";
    const auto guid = parse_guid(kText);
    ASSERT_TRUE(guid);
    EXPECT_EQ(guid->Data1, 0x7d1f2c60u);
    EXPECT_EQ(guid->Data4[7], 1);
    EXPECT_EQ(guid_text(*guid), kText);
    EXPECT_EQ(parse_guid("{7D1F2C60-5A0B-4C0E-9B55-776374730001}"), guid);
    EXPECT_EQ(parse_guid("7d1f2c60"), std::nullopt);
    EXPECT_EQ(parse_guid("7d1f2c60-5a0b-4c0e-9b55-77637473000g"), std::nullopt);
    EXPECT_EQ(parse_guid("7d1f2c60x5a0b-4c0e-9b55-776374730001"), std::nullopt);
}

}  // namespace
}  // namespace wcts::winsock::lsp
