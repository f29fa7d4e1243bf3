#include "harness/cli/commands.h"

#include "harness/run/selection.h"
#include "reports/case_id.h"
#include "reports/text.h"

#include <algorithm>
#include <utility>

namespace wcts::cli {

namespace {

using reports::Json;

Json to_json(const run::CaseInfo& info) {
    return {{"id", info.id},
            {"suite", info.suite},
            {"function", info.function},
            {"claim", info.claim},
            {"clauses", info.clauses},
            {"code", info.code ? Json(*info.code) : Json()},
            {"kind", {{"socket", info.kind.socket}, {"path", info.kind.path}}},
            {"row_hash", info.row_hash},
            {"provoked_by", info.provoked_by},
            {"lab", info.lab.empty() ? Json() : Json(info.lab)},
            {"own_process", info.own_process},
            {"may_crash", info.may_crash},
            {"limit_ms", info.limit.count() > 0 ? Json(info.limit.count()) : Json()}};
}

struct Row {
    std::string id;
    std::string claim;
    std::vector<std::pair<std::string, std::vector<std::string>>> paths_of_socket;  // in the order of the cases
};

std::vector<Row> rows_of(const std::vector<run::CaseInfo>& cases, const std::vector<std::size_t>& selection) {
    std::vector<Row> rows;
    for (const std::size_t index : selection) {
        const run::CaseInfo& info = cases[index];
        const std::string id(reports::split_case_id(info.id).row);
        auto row = std::ranges::find(rows, id, &Row::id);
        if (row == rows.end()) row = rows.insert(rows.end(), Row{id, info.claim, {}});
        auto& sockets = row->paths_of_socket;
        auto socket = std::ranges::find_if(sockets, [&](const auto& known) { return known.first == info.kind.socket; });
        if (socket == sockets.end()) socket = sockets.insert(sockets.end(), {info.kind.socket, {}});
        if (std::ranges::find(socket->second, info.kind.path) == socket->second.end()) socket->second.push_back(info.kind.path);
    }
    return rows;
}

}  // namespace

int list_command(const Context& context, const ListArguments& arguments) {
    const std::vector<run::CaseInfo>& cases = context.setup.source.cases();
    const std::vector<std::size_t> selection = run::select(cases, arguments.filters);
    if (arguments.json) {
        Json all = Json::array();
        for (const std::size_t index : selection) all.push_back(to_json(cases[index]));
        context.out << all.dump(1) << '\n';
    } else if (arguments.kinds) {
        for (const Row& row : rows_of(cases, selection)) {
            context.out << row.id << "  " << row.claim << '\n';
            for (const auto& [socket, paths] : row.paths_of_socket) {
                context.out << "    " << socket << "  " << reports::joined(paths, ", ") << '\n';
            }
        }
    } else {
        for (const std::size_t index : selection) {
            context.out << cases[index].id << '\n';
            if (!arguments.clauses) continue;
            for (const std::string& clause : cases[index].clauses) context.out << "    " << clause << '\n';
        }
    }
    return kExitFine;
}

}  // namespace wcts::cli
