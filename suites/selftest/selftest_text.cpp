#include "suites/selftest/selftest_text.h"

#include "reports/text.h"

#include <algorithm>

namespace wcts::selftest {
namespace {

std::string right(std::size_t value, std::size_t width) {
    const std::string text = std::to_string(value);
    return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

std::string left(const std::string& text, std::size_t width) {
    return text.size() >= width ? text : text + std::string(width - text.size(), ' ');
}

// "WSASend.error.WSAEFAULT.lpBuffers": "WSASend.error".
std::string family_of(const std::string& clause) {
    const std::size_t first = clause.find('.');
    const std::size_t second = first == std::string::npos ? first : clause.find('.', first + 1);
    return clause.substr(0, second);
}

struct Sum {
    std::size_t rows = 0;
    std::size_t rows_killed = 0;
    std::size_t ran = 0;
    const Cell* sample = nullptr;
};

Sum sum_of(const Matrix& matrix, std::size_t fault) {
    Sum sum;
    for (auto cell = matrix.cells.lower_bound({fault, 0}); cell != matrix.cells.end() && cell->first.first == fault; ++cell) {
        ++sum.rows;
        sum.ran += cell->second.ran;
        if (cell->second.killed == 0) continue;
        ++sum.rows_killed;
        if (sum.sample == nullptr) sum.sample = &cell->second;
    }
    return sum;
}

// A family of clauses a line: how many of its rows there are, how many can fail, and by how many faults.
std::string families_text(const Matrix& matrix) {
    std::map<std::string, std::set<std::size_t>> rows_of;
    for (std::size_t r = 0; r < matrix.rows.size(); ++r)
        for (const std::string& clause : matrix.rows[r].clauses) rows_of[family_of(clause)].insert(r);
    std::string text = "\nclauses                          rows  killed  by faults  kills\n";
    for (const auto& [family, rows] : rows_of) {
        std::set<std::size_t> killed;
        std::set<std::size_t> by;
        std::size_t kills = 0;
        for (const auto& [place, cell] : matrix.cells) {
            if (cell.killed == 0 || !rows.contains(place.second)) continue;
            killed.insert(place.second);
            by.insert(place.first);
            ++kills;
        }
        text += left(family, 32) + right(rows.size(), 5) + right(killed.size(), 8) + right(by.size(), 11) + right(kills, 7) + '\n';
    }
    return text;
}

void add_list(std::string& text, const std::string& head, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    text += "\n" + head + "\n";
    for (const std::string& line : lines) text += "  " + reports::printable(line) + '\n';
}

}  // namespace

std::string matrix_text(const Matrix& matrix) {
    std::size_t width = 5;
    for (const Suspect& fault : matrix.faults) width = std::max(width, fault.name.size());
    std::string text = "\n" + left("fault", width) + "  cases  rows killed  a case that it kills\n";
    for (std::size_t f = 0; f < matrix.faults.size(); ++f) {
        const Sum sum = sum_of(matrix, f);
        text += left(matrix.faults[f].name, width) + right(sum.ran, 7) + right(sum.rows_killed, 6) + " of" + right(sum.rows, 4) + "  " +
                (sum.sample == nullptr ? "none" : sum.sample->first_killed) + '\n';
    }
    return text + families_text(matrix);
}

std::string judgement_text(const Matrix& matrix, const Judgement& judgement) {
    std::string text;
    add_list(text, "Not green on the faithful target:", judgement.unsound);
    add_list(text, "Faults that no case notices:", judgement.survivors);
    add_list(text, "Rows that no fault turns red:", judgement.vacuous);
    add_list(text, "Must clauses that no fault breaks in any case:", judgement.uncovered);
    add_list(text, "Kills that the choice of cases would miss:", judgement.lost);
    add_list(text, "Not judged:", judgement.not_looked);
    std::size_t ran = 0;
    for (const auto& [place, cell] : matrix.cells) ran += cell.ran;
    text += "\n" + reports::counted(matrix.faults.size(), "fault") + ", " + std::to_string(judgement.survivors.size()) + " unnoticed; " +
            reports::counted(matrix.rows.size(), "row") + ", " + std::to_string(judgement.vacuous.size()) + " that cannot fail; " +
            reports::counted(matrix.musts.size(), "must clause") + ", " + std::to_string(judgement.uncovered.size()) + " undefended; " +
            reports::counted(judgement.unsound.size(), "case") + " not green without a fault; " + reports::counted(ran, "run") + "\n";
    return text;
}

}  // namespace wcts::selftest
