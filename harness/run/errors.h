// What ends a run instead of a case.
#pragma once

#include <stdexcept>

namespace wcts::run {

// The harness or its test bed does not work (a worker cannot be started, for one): exit code 3. The text is for the user.
class HarnessBroken : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A worker ended by itself before it could run a case. Once may be chance, or somebody who ended it; another one may come up.
class WorkerLost : public HarnessBroken {
public:
    using HarnessBroken::HarnessBroken;
};

// What the user asked for makes no sense (a filter that matches nothing, a malformed shard): exit code 2. The text is for the user.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace wcts::run
