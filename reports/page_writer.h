// The page that people look at: one file of HTML that holds a comparison of one or more reports and needs nothing else, no network either.
//
// Its form, style and script are in reports/page/; this writes the data into it. Every string is printable() and cut before it goes in, and
// the page shows it as text only: a report can make the page lie, but not act.
#pragma once

#include "reports/clauses.h"
#include "reports/comparison.h"
#include "reports/report.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::reports {

// The case's row in words, a line each, as `explain` prints them ("expect: the call fails with ..."); nothing where they are not known.
using RowWords = std::function<std::vector<std::string>(const CaseRecord& record)>;

// Keeps of each report what a comparison leaves out: traces, times, tries. One trace is kept for reports in which a case did the same.
// Memory: about as much as the page takes, which is a tenth of the reports. One thread.
//
//     PageWriter page(clauses, words);
//     Comparer comparer({.on_case = page.hook()});
//     comparer.add(path);
//     const std::string html = page.text(comparer.finish(1));
class PageWriter {
public:
    explicit PageWriter(std::vector<Clause> clauses, RowWords words = {});
    ~PageWriter();
    PageWriter(PageWriter&&) noexcept;
    PageWriter& operator=(PageWriter&&) noexcept;

    // For Comparer::Options::on_case; of no use once this writer, or the one that it was moved to, is gone.
    [[nodiscard]] std::function<void(std::size_t report, const std::string& id, const CaseRecord& record)> hook();

    // The page. `comparison` is that of the comparer which had the hook.
    [[nodiscard]] std::string text(const Comparison& comparison) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wcts::reports
