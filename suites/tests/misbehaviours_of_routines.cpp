// Faults of completion routines: whether, how often, when, where and with what they are run.
#include "suites/tests/misbehaving_winsock.h"
#include "suites/tests/misbehaviours.h"

#include <thread>

namespace wcts::wsasend {
namespace {

void CALLBACK nothing(DWORD, DWORD, LPWSAOVERLAPPED, DWORD) {}

// Faults of routines put one of their own in the place of the case's, which is always the same function.
class MisbehavingRoutines : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

protected:
    int with_routine(const SendCall& call, Routine routine) {
        if (call.lpCompletionRoutine == nullptr) return call.through(inner());
        real = call.lpCompletionRoutine;
        SendCall changed = call;
        changed.lpCompletionRoutine = routine;
        return changed.through(inner());
    }

    bool accepted(int result) { return !refused(result); }

    static inline Routine real = nullptr;
};

class RoutineNeverRun final : public MisbehavingRoutines {
public:
    using MisbehavingRoutines::MisbehavingRoutines;

    int send(const SendCall& call) override { return with_routine(call, nothing); }
};

class RoutineRunTwice final : public MisbehavingRoutines {
public:
    using MisbehavingRoutines::MisbehavingRoutines;

    int send(const SendCall& call) override { return with_routine(call, twice); }

private:
    static void CALLBACK twice(DWORD dwError, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags) {
        real(dwError, cbTransferred, lpOverlapped, dwFlags);
        real(dwError, cbTransferred, lpOverlapped, dwFlags);
    }
};

class RoutineRunThoughRefused final : public MisbehavingRoutines {
public:
    using MisbehavingRoutines::MisbehavingRoutines;

    int send(const SendCall& call) override {
        const int result = with_routine(call, call.lpCompletionRoutine);
        if (accepted(result)) return result;
        const KeepLastError keep(inner());
        inner().QueueUserAPC(run, ::GetCurrentThread(), reinterpret_cast<ULONG_PTR>(call.lpOverlapped));
        return result;
    }

private:
    static void CALLBACK run(ULONG_PTR overlapped) { real(WSAEINVAL, 0, reinterpret_cast<LPWSAOVERLAPPED>(overlapped), 0); }
};

class RoutineRunInsideTheCall final : public MisbehavingRoutines {
public:
    using MisbehavingRoutines::MisbehavingRoutines;

    int send(const SendCall& call) override {
        const int result = with_routine(call, nothing);
        const KeepLastError keep(inner());
        if (accepted(result)) real(0, call.bytes(), call.lpOverlapped, 0);
        return result;
    }
};

class RoutineOnAnotherThread final : public MisbehavingRoutines {
public:
    using MisbehavingRoutines::MisbehavingRoutines;

    int send(const SendCall& call) override { return with_routine(call, elsewhere); }

private:
    static void CALLBACK elsewhere(DWORD dwError, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags) {
        std::thread([=] { real(dwError, cbTransferred, lpOverlapped, dwFlags); }).join();
    }
};

class RoutineWithFlags final : public MisbehavingRoutines {
public:
    using MisbehavingRoutines::MisbehavingRoutines;

    int send(const SendCall& call) override { return with_routine(call, flagged); }

private:
    static void CALLBACK flagged(DWORD dwError, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped, DWORD) {
        real(dwError, cbTransferred, lpOverlapped, MSG_PARTIAL);
    }
};

class RoutineWithAnotherCount final : public MisbehavingRoutines {
public:
    using MisbehavingRoutines::MisbehavingRoutines;

    int send(const SendCall& call) override { return with_routine(call, recounted); }

private:
    static void CALLBACK recounted(DWORD dwError, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags) {
        real(dwError, cbTransferred - 1, lpOverlapped, dwFlags);
    }
};

class RoutineWithAnotherOverlapped final : public MisbehavingRoutines {
public:
    using MisbehavingRoutines::MisbehavingRoutines;

    int send(const SendCall& call) override { return with_routine(call, astray); }

private:
    static void CALLBACK astray(DWORD dwError, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags) {
        static WSAOVERLAPPED copy;
        copy = *lpOverlapped;
        real(dwError, cbTransferred, &copy, dwFlags);
    }
};

class RoutineToldOfSuccess final : public MisbehavingRoutines {
public:
    using MisbehavingRoutines::MisbehavingRoutines;

    int send(const SendCall& call) override { return with_routine(call, succeeded); }

private:
    static void CALLBACK succeeded(DWORD, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags) {
        real(0, cbTransferred, lpOverlapped, dwFlags);
    }
};

// Lets routines run inside a call that is made in a routine.
class RoutinesNested final : public MisbehavingRoutines {
public:
    using MisbehavingRoutines::MisbehavingRoutines;

    int send(const SendCall& call) override {
        const int result = with_routine(call, counted);
        const KeepLastError keep(inner());
        if (running > 0) inner().SleepEx(0, TRUE);
        return result;
    }

private:
    static void CALLBACK counted(DWORD dwError, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags) {
        ++running;
        real(dwError, cbTransferred, lpOverlapped, dwFlags);
        --running;
    }

    static inline int running = 0;
};

class RoutineSetsTheEvent final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        const KeepLastError keep(inner());
        inner().WSASetEvent(call.lpOverlapped->hEvent);
        return result;
    }
};

class EventFieldOverwritten final : public MisbehavingWinsock {
public:
    using MisbehavingWinsock::MisbehavingWinsock;

    int send(const SendCall& call) override {
        const int result = call.through(inner());
        call.lpOverlapped->hEvent = nullptr;
        return result;
    }
};

}  // namespace

std::vector<Misbehaviour> misbehaviours_of_routines() {
    return {
        {"the routine is never run", make<RoutineNeverRun>, {"small-send/tcp4/{routine-sleepex,routine-wait}"}, true},
        {"the routine is run twice",
         make<RoutineRunTwice>,
         {"small-send/tcp4/{routine-sleepex,routine-wait,routine-deferred}", "small-send/udp4/routine-sleepex",
          "routine-arguments/tcp4/routine-wait", "in-order-2/tcp4/routine-sleepex"}},
        {"the routine is run though the call failed",
         make<RoutineRunThoughRefused>,
         {"eshutdown-after-sd-send/tcp4/{routine-sleepex,routine-wait,routine-deferred}", "enotsock-closed/tcp4/routine-sleepex"}},
        {"the routine is run inside the call",
         make<RoutineRunInsideTheCall>,
         {"small-send/tcp4/{routine-sleepex,routine-wait}", "routine-at-the-next-alertable-wait/tcp4/routine-sleepex"}},
        {"the routine is run on another thread",
         make<RoutineOnAnotherThread>,
         {"small-send/tcp4/{routine-sleepex,routine-deferred}", "routine-on-its-thread/tcp4/routine-sleepex"}},
        {"the routine gets flags", make<RoutineWithFlags>, {"small-send/tcp4/routine-sleepex", "routine-arguments/udp4/routine-wait"}},
        {"the routine gets another count",
         make<RoutineWithAnotherCount>,
         {"small-send/tcp4/routine-sleepex", "routine-arguments/tcp4/routine-wait"}},
        {"the routine gets another WSAOVERLAPPED", make<RoutineWithAnotherOverlapped>, {"routine-arguments/tcp4/routine-sleepex"}, true},
        {"the routine is told of success", make<RoutineToldOfSuccess>, {"aborted-by-cancelioex/tcp4/routine-sleepex"}},
        {"routines run inside routines",
         make<RoutinesNested>,
         {"send-inside-a-wsasend-routine/tcp4/{routine-sleepex,routine-wait}", "send-inside-a-wsasend-routine/udp4/routine-sleepex"}},
        {"the routine's end sets the event", make<RoutineSetsTheEvent>, {"routine-leaves-the-event/tcp4/{routine-sleepex,routine-wait}"}},
        {"hEvent is overwritten", make<EventFieldOverwritten>, {"routine-leaves-the-event/tcp4/routine-sleepex"}},
    };
}

}  // namespace wcts::wsasend
