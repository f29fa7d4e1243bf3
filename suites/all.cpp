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

std::vector<rows::Suite> every_suite() {
    std::vector<rows::Suite> all;
    const auto add = [&all](std::vector<rows::Suite> more) { std::move(more.begin(), more.end(), std::back_inserter(all)); };
    all.push_back(wsasend::suite());
    add(events::suites());
    add(send::suites());
    all.push_back(overlapped::wsagetoverlappedresult());
    all.push_back(overlapped::completionroutine());
    add(receiving::suites());
    add(sockets::suites());
    add(startup::suites());
    all.push_back(provider::suite());
    return all;
}

}  // namespace wcts::suites
