// The kill matrix, and what it proves or fails to prove. Pure: no process, no file.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wcts::selftest {

// What became of one row under one fault.
struct Cell {
    std::size_t ran = 0;
    std::size_t killed = 0;     // cases that passed without the fault and did not pass with it
    std::string first_killed;   // its id
    std::string how;            // its verdict and reason
    bool chosen_kill = false;   // a case that the fault's `touches` chooses was among them
};

struct Suspect {  // a fault, as far as the judgement goes
    std::string name;
    std::vector<std::string> clauses;
};

struct Witness {  // a row
    std::string id;  // with its suite: "wsasend.small-send"
    std::vector<std::string> clauses;
};

struct Matrix {
    std::vector<Suspect> faults;
    std::vector<Witness> rows;
    std::map<std::pair<std::size_t, std::size_t>, Cell> cells;  // fault, row; none where nothing ran
    std::vector<std::string> unsound;                           // sentences: what did not pass on the faithful target
    std::vector<std::string> musts;                             // ids of the clauses that must hold
    bool every_fault = true;                                    // none was left out by the command line
    bool every_row = true;
};

struct Judgement {
    std::vector<std::string> unsound;
    std::vector<std::string> survivors;   // faults that no case notices
    std::vector<std::string> vacuous;     // rows that no fault turns red
    std::vector<std::string> uncovered;   // must clauses none of whose cases any fault turns red
    // Sentences: kills that the choice of cases would have missed, where the fault violates a clause of the row's own. What it does to
    // other rows may be chance (how far a stream has got, what lies behind an array, how loaded the machine is).
    std::vector<std::string> lost;
    std::vector<std::string> not_looked;  // what could not be judged since something was left out, in sentences

    [[nodiscard]] bool proven() const {
        return unsound.empty() && survivors.empty() && vacuous.empty() && uncovered.empty() && lost.empty();
    }
};

[[nodiscard]] Judgement judge(const Matrix& matrix);

// Row to the names of the faults that kill it, in the order of the catalog. Rows without any are there too.
using Kills = std::map<std::string, std::vector<std::string>>;
[[nodiscard]] Kills kills_of(const Matrix& matrix);

// What differs, a sentence each; rows and faults that the matrix does not have are passed over. Of kills, those count where the fault
// violates a clause of the row's own, as for Judgement::lost.
[[nodiscard]] std::vector<std::string> differences(const Kills& recorded, const Matrix& seen);

}  // namespace wcts::selftest
