// The page (reports/page_writer.h), with what this exe knows and no report says: the clauses' texts, and the rows in words.
#pragma once

#include "harness/cli/commands.h"
#include "reports/page_writer.h"
#include "reports/report.h"

#include <filesystem>
#include <ostream>

namespace wcts::cli {

// Refers to the setup's source. A row is shown in words only where the report was made with the very same row.
[[nodiscard]] reports::PageWriter page_writer(const Setup& setup);

// Writes it and says where it is. Throws reports::ReportError.
void write_page(std::ostream& said, const std::filesystem::path& path, const reports::PageWriter& writer,
                const reports::Comparison& comparison);

// Of one run.
void write_page(const Context& context, const std::filesystem::path& path, const reports::Report& report);

}  // namespace wcts::cli
