// The faults that the suite is tried with, each by name with cases that must turn red under it. Like a fault of a real Winsock or of a
// layered provider, each touches one promise; a case that no fault turns red proves nothing.
#pragma once

#include "harness/winsock/winsock.h"

#include <memory>
#include <ostream>
#include <string_view>
#include <vector>

namespace wcts::wsasend {

struct Misbehaviour {
    std::string_view name;
    std::unique_ptr<winsock::Winsock> (*over)(winsock::Winsock& sound);
    // Ids without the suite's name, each a row, a socket and a path. "{a,b}" in the last part stands for several paths.
    std::vector<std::string_view> cases;
    // An end that never comes is waited for; these cases wait no longer than they must.
    bool something_never_comes = false;
};

// For GoogleTest.
inline void PrintTo(const Misbehaviour& fault, std::ostream* out) {
    *out << fault.name;
}

[[nodiscard]] std::vector<Misbehaviour> misbehaviours_of_calls();
[[nodiscard]] std::vector<Misbehaviour> misbehaviours_of_completions();
[[nodiscard]] std::vector<Misbehaviour> misbehaviours_of_data();
[[nodiscard]] std::vector<Misbehaviour> misbehaviours_of_routines();

template <typename Fault>
std::unique_ptr<winsock::Winsock> make(winsock::Winsock& sound) {
    return std::make_unique<Fault>(sound);
}

}  // namespace wcts::wsasend
