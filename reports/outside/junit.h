// JUnit XML, which most CI systems read.
//
// Two schemas of it are in wide use: Apache Ant's (https://github.com/windyroad/JUnit-Schema, JUnit.xsd) and the Jenkins xUnit plugin's,
// which takes what Maven Surefire writes (https://github.com/jenkinsci/xunit-plugin, junit-10.xsd). What is written here is valid by both.
//
//   failed    <failure type="fail" | "flaky" | "unexpected-pass" | "unsupported">
//   broken    <error type="timeout" | "crash" | "setup-failed" | "harness-error" | "not-run">
//   known     <skipped message="known deviation (crash): ...">: neither red nor green
//   skipped   <skipped message="unsupported: ...">
//
// One suite for each of ours; a test's class is the row ("wsasend.zero-buffers"), its name the kind ("tcp4/iocp"). An entry of the
// expectation file that names no case is a failure in the suite "expectations", and a run that was cut off is an error in the suite
// "winsock-cts".
#pragma once

#include "reports/outside/outcome.h"

#include <string>
#include <string_view>

namespace wcts::reports {

[[nodiscard]] std::string junit_xml(const RunResult& run);

// As content of an element or of an attribute in double quotes. What XML 1.0 cannot hold, not even as a reference, and bytes that are not
// UTF-8 become visible escapes such as \x1b; newlines and tabs stay.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace wcts::reports
