// The words that every file of rows uses. Include it from files of rows only.
#pragma once

#include "fixtures/kinds/path.h"
#include "fixtures/kinds/socket_kind.h"
#include "fixtures/rows/row.h"
#include "fixtures/scene/step.h"
#include "harness/expect/operations.h"
#include "suites/wsasend/send_call.h"
#include "suites/wsasend/wsasend.h"

namespace wcts::wsasend {

using namespace kinds;
using namespace expect;
using namespace std::chrono_literals;

using rows::Process;
using rows::Row;
using scene::bound_but_unconnected;
using scene::close_the_socket;
using scene::Flight;
using scene::listening;
using scene::peer_port_closed;
using scene::peer_reads;
using scene::peer_resets;
using scene::peer_takes_oob_inline;
using scene::peer_window;
using scene::Scene;
using scene::send_buffer;
using scene::send_timeout;
using scene::shut_down;
using scene::Stage;
using scene::Step;
using scene::stream_is_full;
using scene::unconnected;
using scene::Unsupported;

}  // namespace wcts::wsasend
