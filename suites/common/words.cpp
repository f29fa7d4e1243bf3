#include "suites/common/words.h"

#include "harness/winsock/error_names.h"

#include <set>
#include <utility>

namespace wcts::common {

rows::Call procedure(std::string words, std::function<void(scene::Scene&)> deed) {
    return {std::move(words), std::move(deed)};
}

scene::Step no_connection() {
    return {"no socket under test", [](scene::Scene&) {}, scene::Stage::instead_of_connect};
}

void clean_up_all(scene::Scene& scene) {
    constexpr int kMost = 64;
    for (int i = 0; i < kMost; ++i) {
        if (scene.target().WSACleanup() == SOCKET_ERROR) return;
    }
    throw SetupFailed("WSACleanup succeeds without end");
}

void tell(scene::Scene& scene, bool succeeded, std::string what) {
    const int error = succeeded ? 0 : scene.target().WSAGetLastError();
    scene.observe(std::move(what), succeeded ? "succeeds" : "fails with " + winsock::error_name(error));
}

expect::Expectation call_succeeds(std::string what) {
    return expect::fact_is(std::move(what), "succeeds");
}

expect::Expectation call_fails(int code, std::string what) {
    return expect::fact_is(std::move(what), "fails with " + winsock::error_name(code));
}

rows::Row in_the_lab(rows::Row row, lab::Verb verb) {
    row.provoked_by = verb == lab::Verb::exhaust || verb == lab::Verb::cap_pending ? "resource" : "lab";
    row.lab_verb = verb;
    // A circuit is given up after many seconds, while a router answers at once.
    if (verb == lab::Verb::expire_ttl) return row;
    row.limit = std::chrono::seconds(45);
    row.patience = std::chrono::seconds(30);
    return row;
}

rows::Row row_without_socket(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim, std::string words,
                             std::function<void(scene::Scene&)> deed, expect::Expectation expect) {
    return {.id = id,
            .clauses = std::move(clauses),
            .claim = claim,
            .on = kinds::kNoSocket,
            .paths = kinds::Path::call,
            .call = procedure(std::move(words), std::move(deed)),
            .expect = std::move(expect)};
}

std::string_view clause(std::string_view function, std::string_view rest) {
    return kept(std::string(function) + "." + std::string(rest));
}

std::vector<std::string_view> clauses(std::string_view function, const std::vector<std::string_view>& rests) {
    std::vector<std::string_view> ids;
    for (const std::string_view rest : rests) ids.push_back(clause(function, rest));
    return ids;
}

std::string_view kept(std::string text) {
    static std::set<std::string> texts;
    return *texts.insert(std::move(text)).first;
}

}  // namespace wcts::common
