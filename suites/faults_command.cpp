#include "suites/faults_command.h"

#include "fixtures/faults/fault.h"
#include "harness/run/errors.h"

#include <nlohmann/json.hpp>

namespace wcts::suites {
namespace {

void as_text(std::ostream& out) {
    for (const faults::Fault& fault : faults::catalog()) {
        out << fault.name << "\n    " << fault.breaks << '\n';
        for (const std::string& clause : fault.clauses) out << "    violates " << clause << '\n';
    }
    out << faults::catalog().size() << " faults; 'winsock-cts run --fault NAME' puts one before the target\n";
}

void as_json(std::ostream& out) {
    auto all = nlohmann::ordered_json::array();
    for (const faults::Fault& fault : faults::catalog())
        all.push_back({{"name", fault.name}, {"breaks", fault.breaks}, {"clauses", fault.clauses}});
    out << all.dump(2) << '\n';
}

}  // namespace

int faults_command(const std::vector<std::string>& arguments, std::ostream& out) {
    if (arguments.empty()) {
        as_text(out);
    } else if (arguments.size() == 1 && arguments.front() == "--json") {
        as_json(out);
    } else {
        throw run::UsageError("faults: the only argument is --json");
    }
    out.flush();
    return 0;
}

}  // namespace wcts::suites
