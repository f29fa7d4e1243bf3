#include "suites/all.h"

#include "embedded.h"
#include "suites/events/events.h"
#include "suites/overlapped/completionroutine.h"
#include "suites/overlapped/wsagetoverlappedresult.h"
#include "suites/provider/provider.h"
#include "suites/receiving/receiving.h"
#include "suites/send/send.h"
#include "suites/sockets/sockets.h"
#include "suites/startup/startup.h"
#include "suites/wsasend/wsasend.h"

#include <nlohmann/json.hpp>

#include <iterator>
#include <utility>

namespace wcts::suites {

std::vector<rows::Suite> every_suite() {
    std::vector<rows::Suite> all;
    const auto add = [&all](std::vector<rows::Suite> more) { std::move(more.begin(), more.end(), std::back_inserter(all)); };
    all.push_back(wsasend::suite());
    add(events::suites());
    all.push_back(send::suite());
    all.push_back(overlapped::wsagetoverlappedresult());
    all.push_back(overlapped::completionroutine());
    add(receiving::suites());
    add(sockets::suites());
    add(startup::suites());
    all.push_back(provider::suite());
    return all;
}

std::set<std::string> clause_ids() {
    std::set<std::string> ids;
    for (const auto& file : embedded::files()) {
        if (!file.name.starts_with("spec/")) continue;
        const auto spec = nlohmann::json::parse(file.text);
        for (const auto& clause : spec.at("clauses")) ids.insert(clause.at("id").get<std::string>());
    }
    return ids;
}

}  // namespace wcts::suites
