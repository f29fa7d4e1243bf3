#include "suites/wsasend/wsasend.h"

#include <iterator>

namespace wcts::wsasend {

rows::Suite suite() {
    rows::Suite suite{"wsasend", "WSASend", {}};
    for (auto rows : {forms(), states()})
        suite.rows.insert(suite.rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    return suite;
}

}  // namespace wcts::wsasend
