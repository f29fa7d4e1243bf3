#include "suites/faults_command.h"

#include "fixtures/faults/fault.h"
#include "fixtures/faults/lsp_faults.h"
#include "harness/run/errors.h"

#include <nlohmann/json.hpp>

namespace wcts::suites {
namespace {

std::string_view words_of(faults::LspFault::Who who) {
    switch (who) {
        case faults::LspFault::Who::ifs:
            return "wcts-ifs.dll";
        case faults::LspFault::Who::nonifs:
            return "wcts-nonifs.dll";
        default:
            return "wcts-ifs.dll and wcts-nonifs.dll";
    }
}

void as_text(std::ostream& out) {
    for (const faults::Fault& fault : faults::catalog()) {
        out << fault.name << "\n    " << fault.breaks << '\n';
        for (const std::string& clause : fault.clauses) out << "    violates " << clause << '\n';
    }
    for (const faults::LspFault& fault : faults::lsp_catalog()) {
        out << fault.name << " (" << words_of(fault.who) << ")\n    " << fault.breaks << "\n    violates " << fault.clause << '\n';
        if (!fault.seen.empty()) out << "    seen: " << fault.seen << '\n';
    }
    out << faults::catalog().size() << " faults; 'winsock-cts run --fault NAME' puts one before the target\n"
        << faults::lsp_catalog().size() << " faults of LSPs; 'winsock-cts run --target lsp:wcts-nonifs.dll --fault NAME' puts one into the LSP\n";
}

void as_json(std::ostream& out) {
    auto all = nlohmann::ordered_json::array();
    for (const faults::Fault& fault : faults::catalog())
        all.push_back({{"name", fault.name}, {"breaks", fault.breaks}, {"clauses", fault.clauses}});
    for (const faults::LspFault& fault : faults::lsp_catalog())
        all.push_back({{"name", fault.name}, {"breaks", fault.breaks}, {"clauses", {fault.clause}}, {"in", words_of(fault.who)}, {"seen", fault.seen}});
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
