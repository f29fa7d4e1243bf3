// WSAENETDOWN: the network subsystem under the socket has failed.
#include "fixtures/scene/lab_steps.h"
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
namespace {

using scene::network_is_down;

}  // namespace

std::vector<Row> network_down() {
    return {
        {.id = "enetdown",
         .clauses = {"WSASend.error.WSAENETDOWN.subsystem"},
         .claim = "a send fails when the network subsystem has failed",
         .on = kEverySocket,
         .paths = kUndisputedPaths,
         .arrange = {network_is_down()},
         .call = wsasend(one_buffer(16)),
         .expect = ends_with(WSAENETDOWN) & data_untouched(),
         .code = "WSAENETDOWN",
         .provoked_by = "lab",
         .lab_verb = lab::Verb::down},
    };
}

}  // namespace wcts::wsasend
