#include "suites/provider/provider.h"

#include <iterator>

namespace wcts::provider {

rows::Suite suite() {
    rows::Suite suite{"provider", "SPI", {}, rows::For::providers};
    for (auto rows : {completions(), duplicates(), events(), extensions(), handles(), on_windows(), results(), startup(), stress()})
        suite.rows.insert(suite.rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    return suite;
}

}  // namespace wcts::provider
