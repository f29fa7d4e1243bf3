#include "suites/selftest/matrix.h"

#include <algorithm>

namespace wcts::selftest {
namespace {

bool killed(const Matrix& matrix, std::size_t fault, std::size_t row) {
    const auto found = matrix.cells.find({fault, row});
    return found != matrix.cells.end() && found->second.killed > 0;
}

bool share_a_clause(const Suspect& fault, const Witness& row) {
    return std::any_of(fault.clauses.begin(), fault.clauses.end(), [&row](const std::string& clause) {
        return std::find(row.clauses.begin(), row.clauses.end(), clause) != row.clauses.end();
    });
}

}  // namespace

Judgement judge(const Matrix& matrix) {
    Judgement judgement;
    judgement.unsound = matrix.unsound;

    std::vector<bool> fault_kills(matrix.faults.size(), false);
    std::vector<bool> row_killed(matrix.rows.size(), false);
    for (const auto& [place, cell] : matrix.cells) {
        if (cell.killed == 0) continue;
        fault_kills[place.first] = row_killed[place.second] = true;
        const Suspect& fault = matrix.faults[place.first];
        if (!cell.chosen_kill && share_a_clause(fault, matrix.rows[place.second])) {
            judgement.lost.push_back(fault.name + " turns " + cell.first_killed +
                                     " red, and no case of that row was chosen that shows it");
        }
    }
    for (std::size_t f = 0; f < matrix.faults.size(); ++f)
        if (!fault_kills[f] && matrix.every_row) judgement.survivors.push_back(matrix.faults[f].name);
    if (!matrix.every_row) judgement.not_looked.push_back("whether every fault is noticed: rows were left out");

    if (!matrix.every_fault) {
        judgement.not_looked.push_back("whether every row can fail: faults were left out");
        return judgement;
    }
    std::set<std::string> covered;
    for (std::size_t r = 0; r < matrix.rows.size(); ++r) {
        if (row_killed[r]) {
            covered.insert(matrix.rows[r].clauses.begin(), matrix.rows[r].clauses.end());
        } else {
            judgement.vacuous.push_back(matrix.rows[r].id);
        }
    }
    if (!matrix.every_row) {
        judgement.not_looked.push_back("whether every must clause is defended: rows were left out");
        return judgement;
    }
    for (const std::string& clause : matrix.musts)
        if (!covered.contains(clause)) judgement.uncovered.push_back(clause);
    return judgement;
}

Kills kills_of(const Matrix& matrix) {
    Kills kills;
    for (std::size_t r = 0; r < matrix.rows.size(); ++r) {
        auto& names = kills[matrix.rows[r].id];
        for (std::size_t f = 0; f < matrix.faults.size(); ++f)
            if (killed(matrix, f, r)) names.push_back(matrix.faults[f].name);
    }
    return kills;
}

std::vector<std::string> differences(const Kills& recorded, const Matrix& seen) {
    std::set<std::string> faults;
    for (const Suspect& fault : seen.faults) faults.insert(fault.name);
    std::vector<std::string> sentences;
    for (std::size_t r = 0; r < seen.rows.size(); ++r) {
        const Witness& row = seen.rows[r];
        const auto known = recorded.find(row.id);
        if (known == recorded.end()) {
            sentences.push_back("nothing is recorded of " + row.id);
            continue;
        }
        for (std::size_t f = 0; f < seen.faults.size(); ++f) {
            const Suspect& fault = seen.faults[f];
            const bool on_record = std::find(known->second.begin(), known->second.end(), fault.name) != known->second.end();
            if (!share_a_clause(fault, row) || on_record == killed(seen, f, r)) continue;
            sentences.push_back(on_record ? fault.name + " is recorded to kill " + row.id + ", and does not"
                                          : fault.name + " kills " + row.id + ", which is not recorded");
        }
    }
    if (seen.every_fault && seen.every_row) {
        const Kills now = kills_of(seen);
        for (const auto& [row, names] : recorded) {
            if (!now.contains(row)) sentences.push_back("there is no row " + row + " any more");
            for (const std::string& name : names)
                if (!faults.contains(name)) sentences.push_back("there is no fault " + name + " any more, recorded to kill " + row);
        }
    }
    return sentences;
}

}  // namespace wcts::selftest
