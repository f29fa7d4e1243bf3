#include "suites/selftest/tour.h"

#include "fixtures/faults/fault.h"
#include "harness/run/selection.h"
#include "suites/selftest/crew.h"

#include <algorithm>
#include <iterator>

namespace wcts::selftest {
namespace {

std::vector<Task> faithful_tasks(const std::vector<std::vector<std::size_t>>& rows) {
    std::vector<Task> tasks;
    for (std::size_t row = 0; row < rows.size(); ++row) tasks.push_back({{}, 0, row, rows[row], true});
    return tasks;
}

// Rows about sheer quantity: some cost a hundred times what others do, and smaller rows of the same claim meet every fault.
bool is_heavy(const std::string& row) {
    return run::matches("*.size-64m", row) || run::matches("*.in-order-256*", row);
}

bool share_a_clause(const faults::Fault& fault, const std::vector<std::string>& clauses) {
    return std::any_of(clauses.begin(), clauses.end(), [&](const std::string& clause) {
        return std::find(fault.clauses.begin(), fault.clauses.end(), clause) != fault.clauses.end();
    });
}

}  // namespace

std::string row_of(const std::string& case_id) {
    return case_id.substr(0, case_id.find('/'));
}

bool stands_for_others(const run::CaseInfo& info) {
    return !info.kind.socket.ends_with('6');
}

Matrix tour(const std::vector<run::CaseInfo>& cases, const std::vector<std::size_t>& selection, const std::vector<std::string>& faults,
            const TourOptions& options) {
    Matrix matrix;
    std::vector<std::vector<std::size_t>> rows;
    for (const std::size_t index : selection) {
        const std::string id = row_of(cases[index].id);
        if (matrix.rows.empty() || matrix.rows.back().id != id) {
            matrix.rows.push_back({id, cases[index].clauses});
            rows.emplace_back();
        }
        rows.back().push_back(index);
    }

    Crew crew(cases, run::this_exe({options.target, {}, {}}), options.jobs, options.limit);
    std::vector<bool> sound(cases.size(), false);
    options.tell(std::to_string(selection.size()) + " cases on the faithful target");
    crew.run(faithful_tasks(rows), [&](const Task&, std::size_t index, const Outcome& outcome) {
        if (outcome.verdict == "refused") throw winsock::TargetError(outcome.reason);
        sound[index] = outcome.verdict == "pass";
        // What a target cannot show is no mistake of the row's; a row of which nothing passes is found to be vacuous.
        if (!sound[index] && outcome.verdict != "unsupported")
            matrix.unsound.push_back(cases[index].id + ": " + outcome.verdict + ": " + outcome.reason);
        return true;
    });
    std::sort(matrix.unsound.begin(), matrix.unsound.end());

    const auto chosen = [&](const faults::Fault& fault, std::size_t index, const std::vector<std::size_t>& row) {
        const run::CaseInfo& info = cases[index];
        if (!fault.affects(info)) return false;
        return stands_for_others(info) ||
               std::none_of(row.begin(), row.end(), [&](std::size_t other) { return stands_for_others(cases[other]); });
    };
    std::vector<Task> tasks;
    for (const std::string& name : faults) {
        const faults::Fault& fault = faults::find(name);
        const std::size_t fault_index = matrix.faults.size();
        matrix.faults.push_back({fault.name, fault.clauses});
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (!options.all && is_heavy(matrix.rows[row].id) && !share_a_clause(fault, matrix.rows[row].clauses)) continue;
            Task task{fault.name, fault_index, row, {}, options.all};
            for (const std::size_t index : rows[row])
                if (sound[index] && (options.all || chosen(fault, index, rows[row]))) task.cases.push_back(index);
            if (!task.cases.empty()) tasks.push_back(std::move(task));
        }
    }
    options.tell(std::to_string(faults.size()) + " faults, each with the rows that it can touch");
    std::size_t told = 0;
    const auto take = [&](const Task& task, std::size_t index, const Outcome& outcome) {
        if (task.fault_index > told) {
            told = task.fault_index;
            if (told % 20 == 0) options.tell("  " + std::to_string(told) + " of " + std::to_string(faults.size()));
        }
        if (outcome.verdict == "refused") throw winsock::TargetError(outcome.reason);
        Cell& cell = matrix.cells[{task.fault_index, task.row}];
        ++cell.ran;
        // A case that cannot be shown any more was kept from showing something.
        if (outcome.verdict == "pass") return true;
        if (cell.killed++ == 0) {
            cell.first_killed = cases[index].id;
            cell.how = outcome.verdict + ": " + outcome.reason;
        }
        cell.chosen_kill = cell.chosen_kill || chosen(faults::find(task.fault), index, rows[task.row]);
        return task.to_the_end;
    };
    if (options.by_clause) {
        const auto others = std::stable_partition(tasks.begin(), tasks.end(), [&](const Task& task) {
            return share_a_clause(faults::find(task.fault), matrix.rows[task.row].clauses);
        });
        std::vector<Task> rest(std::make_move_iterator(others), std::make_move_iterator(tasks.end()));
        tasks.erase(others, tasks.end());
        crew.run(tasks, take);
        std::vector<bool> noticed(matrix.faults.size(), false);
        std::vector<bool> red(matrix.rows.size(), false);
        for (const auto& [pair, cell] : matrix.cells)
            if (cell.killed > 0) noticed[pair.first] = red[pair.second] = true;
        std::erase_if(rest, [&](const Task& task) { return noticed[task.fault_index] && red[task.row]; });
        tasks = std::move(rest);
    }
    crew.run(tasks, take);
    return matrix;
}

}  // namespace wcts::selftest
