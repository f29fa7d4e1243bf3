#include "suites/wsasend/wsasend.h"

#include <iterator>

namespace wcts::wsasend {

rows::Suite suite() {
    rows::Suite suite{"wsasend", "WSASend", {}};
    for (auto rows : {aborted_circuits(), aborts(), arguments(), attribute(), blocking(), example(), flags(), forms(), gather(),
                      handles(), net_resets(), network_down(), ordering(), out_of_band(), partial_messages(), resources(), routines(),
                      sizes(), startup(), states(), winsock11()})
        suite.rows.insert(suite.rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    return suite;
}

}  // namespace wcts::wsasend
