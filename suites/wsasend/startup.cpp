// WSAStartup: a send before it, and after the last WSACleanup.
#include "suites/wsasend/vocabulary.h"

namespace wcts::wsasend {
std::vector<Row> startup() {
    return {
        // Paths that need no event of Winsock's: WSACreateEvent is refused before WSAStartup as well.
        {.id = "enotinitialised-before-startup",
         .clauses = {"WSASend.error.WSANOTINITIALISED.no-startup", "WSASend.return.no-indication-after-error"},
         .claim = "a send in a process that never called WSAStartup fails",
         .on = kTcp4,
         .paths = PathSet(Path::blocking) | Path::no_event | Path::routine_sleepex,
         .arrange = {no_connection()},
         .call = wsasend(one_buffer(16)).with("INVALID_SOCKET", [](Scene&, Flight&, Arguments& call) { call.s = INVALID_SOCKET; }),
         .expect = refused(WSANOTINITIALISED),
         .code = "WSANOTINITIALISED",
         .process = Process::before_startup},
        {.id = "enotinitialised-after-cleanup",
         .clauses = {"WSASend.error.WSANOTINITIALISED.no-startup", "WSASend.return.no-indication-after-error"},
         .claim = "a send after the last WSACleanup fails",
         .on = kTcp4 | kUdp4,
         .paths = kUndisputedPaths,
         .call = wsasend(one_buffer(16)).with("every WSAStartup balanced by a WSACleanup", [](Scene& scene, Flight&, Arguments&) {
             clean_up_all(scene);
             scene.set_connected(false);
         }),
         .expect = refused(WSANOTINITIALISED),
         .code = "WSANOTINITIALISED",
         .process = Process::own},
    };
}

}  // namespace wcts::wsasend
