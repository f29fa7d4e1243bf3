#include "suites/wsasend/wsasend.h"

#include <iterator>

namespace wcts::wsasend {

rows::Suite suite() {
    rows::Suite suite{"wsasend", "WSASend", {}};
    for (auto rows : {aborts(), arguments(), attribute(), blocking(), example(), flags(), forms(), gather(), handles(), ordering(), out_of_band(), routines(),
                      sizes(), startup(), states()})
        suite.rows.insert(suite.rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    return suite;
}

}  // namespace wcts::wsasend
