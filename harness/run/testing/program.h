// Running run-fixture.exe as a user would.
#pragma once

#include "harness/run/handle.h"
#include "harness/run/testing/paths.h"

#include <cstdint>
#include <string>
#include <vector>

namespace wcts::run::testing {

// One process of run-fixture.exe, its output in files of a folder of its own, which is its current folder too.
class Program {
public:
    // Starts it. Throws std::system_error.
    explicit Program(const std::vector<std::string>& arguments);
    ~Program();

    // Waits for its end; its exit code. Throws std::runtime_error after five minutes.
    std::uint32_t wait();
    void kill();

    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;
    [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }

    // Its child processes that still run.
    [[nodiscard]] std::vector<std::uint32_t> children() const;

private:
    TemporaryFolder folder_;
    UniqueHandle process_;
    std::uint32_t id_ = 0;
};

}  // namespace wcts::run::testing
