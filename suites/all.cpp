#include "suites/all.h"

#include "suites/events/events.h"
#include "suites/overlapped/completionroutine.h"
#include "suites/overlapped/wsagetoverlappedresult.h"
#include "suites/provider/provider.h"
#include "suites/receiving/receiving.h"
#include "suites/send/send.h"
#include "suites/sockets/sockets.h"
#include "suites/startup/startup.h"
#include "suites/wsasend/wsasend.h"

#include <iterator>
#include <utility>

namespace wcts::suites {

std::vector<rows::SuiteMaker> makers() {
    std::vector<rows::SuiteMaker> all;
    const auto add = [&all](std::vector<rows::SuiteMaker> more) { std::move(more.begin(), more.end(), std::back_inserter(all)); };
    add({{"wsasend", wsasend::suite}});
    add(events::makers());
    add(send::makers());
    add({{"wsagetoverlappedresult", overlapped::wsagetoverlappedresult}, {"completionroutine", overlapped::completionroutine}});
    add(receiving::makers());
    add(sockets::makers());
    add(startup::makers());
    add({{"provider", provider::suite}});
    return all;
}

std::vector<rows::Suite> every_suite() {
    std::vector<rows::Suite> all;
    for (const rows::SuiteMaker& maker : makers()) all.push_back(maker.make());
    return all;
}

}  // namespace wcts::suites
