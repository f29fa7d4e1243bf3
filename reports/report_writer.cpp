#include "reports/report_writer.h"

#include "reports/journal_text.h"
#include "reports/report_error.h"
#include "reports/report_json.h"
#include "reports/text.h"
#include "reports/whole_file.h"

#include <cerrno>
#include <system_error>
#include <utility>

namespace wcts::reports {

namespace {

std::filesystem::path with_suffix(std::filesystem::path path, const char* suffix) {
    path += suffix;
    return path;
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw ReportError("cannot write " + path_text(path) + ": " + why);
}

// The C library's reason for the stream's last failure, as far as it left one.
std::string last_reason(const char* otherwise) {
    return errno == 0 ? otherwise : std::generic_category().message(errno);
}

}  // namespace

ReportWriter::ReportWriter(std::filesystem::path report, const Report& beginning)
    : final_(std::move(report)), journal_(with_suffix(final_, ".partial")) {
    check_place(final_);
    // Unbuffered, so that one write of ours is one write to the file. Implementations differ in whether this is said before or after open.
    file_.rdbuf()->pubsetbuf(nullptr, 0);
    errno = 0;
    file_.open(journal_, std::ios::binary | std::ios::out | std::ios::trunc);
    if (!file_) {
        refuse(journal_, last_reason("it cannot be opened"));
    }
    file_.rdbuf()->pubsetbuf(nullptr, 0);
    const std::string head = journal_head(beginning);
    tail_ = journal_tail(so_far_);
    try {
        write_from(0, head + tail_);
    } catch (const ReportError&) {
        file_.close();
        std::error_code ignored;
        std::filesystem::remove(journal_, ignored);
        throw;
    }
    tail_begin_ = head.size();
}

void ReportWriter::append(const CaseRecord& record) {
    const std::string line = journal_line(record, ids_.empty());
    Summary so_far = so_far_;
    so_far.add(record);
    std::string tail = journal_tail(so_far);
    try {
        write_from(tail_begin_, line + tail);
    } catch (const ReportError&) {
        restore_tail();
        throw;
    }
    tail_begin_ += line.size();
    tail_ = std::move(tail);
    so_far_ = so_far;
    ids_.insert(record.id);
}

void ReportWriter::seal(const Report& report) {
    std::unordered_set<std::string_view> sealed;
    for (const CaseRecord& record : report.cases) {
        sealed.insert(record.id);
    }
    for (const std::string& id : ids_) {
        if (!sealed.contains(id)) {
            refuse(final_, "the finished report lacks the case " + printable(id));
        }
    }
    try {
        write_whole_file(final_, to_text(report));
    } catch (const ReportError& error) {
        throw ReportError(error.what() + (" (the finished cases are in " + path_text(journal_) + ")"));
    }
    std::error_code error;
    file_.close();
    std::filesystem::remove(journal_, error);
    if (error) {
        throw ReportError("the report is written, but " + path_text(journal_) + " cannot be removed: " + error.message());
    }
}

void ReportWriter::write_from(std::uint64_t offset, std::string_view text) {
    errno = 0;
    file_.seekp(static_cast<std::streamoff>(offset));
    file_.write(text.data(), static_cast<std::streamsize>(text.size()));
    file_.flush();
    if (!file_) {
        refuse(journal_, last_reason("the write failed"));
    }
}

// A write that failed half-way has overwritten the tail. The old text fits where it was, whatever stopped the new one.
void ReportWriter::restore_tail() {
    file_.clear();
    file_.seekp(static_cast<std::streamoff>(tail_begin_));
    file_.write(tail_.data(), static_cast<std::streamsize>(tail_.size()));
    file_.flush();
    std::error_code ignored;
    std::filesystem::resize_file(journal_, tail_begin_ + tail_.size(), ignored);
}

}  // namespace wcts::reports
