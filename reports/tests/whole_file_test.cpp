#include "reports/whole_file.h"

#include "reports/strict_json.h"
#include "reports/tests/support.h"

#include <gtest/gtest.h>

namespace wcts::reports {
namespace {

using testing_support::message_of;
using testing_support::TemporaryFolder;
using testing_support::write_file;

TEST(WholeFile, ReplacesWhatWasThere) {
    TemporaryFolder folder;
    write_whole_file(folder / "a.xml", "one");
    write_whole_file(folder / "a.xml", "two");
    EXPECT_EQ(read_text_file(folder / "a.xml"), "two");
    EXPECT_EQ(folder.files(), 1u);
}

TEST(WholeFile, AWrongPlaceShowsBeforeAnythingIsWritten) {
    TemporaryFolder folder;
    EXPECT_NE(message_of([&] { check_place(folder / "missing" / "a.xml"); }).find("there is no folder"), std::string::npos);
    std::filesystem::create_directory(folder / "sub");
    EXPECT_NE(message_of([&] { check_place(folder / "sub"); }).find("no ordinary file"), std::string::npos);
    EXPECT_NE(message_of([&] { check_place(folder / ""); }).find("it names a folder"), std::string::npos);
    EXPECT_NE(message_of([&] { write_whole_file(folder / "sub", "x"); }).find("cannot write"), std::string::npos);
    write_file(folder / "old.xml", "old");
    check_place(folder / "old.xml");
    check_place(folder / "new.xml");
    EXPECT_EQ(read_text_file(folder / "old.xml"), "old");
    EXPECT_EQ(folder.files(), 2u) << "the folder and the old file";
}

TEST(WholeFile, AppendingKeepsWhatIsThere) {
    TemporaryFolder folder;
    append_to_file(folder / "summary.md", "one\n");
    append_to_file(folder / "summary.md", "two\n");
    EXPECT_EQ(read_text_file(folder / "summary.md"), "one\ntwo\n");
    EXPECT_NE(message_of([&] { append_to_file(folder / "missing" / "a.md", "x"); }).find("cannot write"), std::string::npos);
}

}  // namespace
}  // namespace wcts::reports
