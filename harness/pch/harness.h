// Precompiled for the build's speed alone (-Db_pch=false does without): every source names what it uses itself.
#include "harness/winsock/platform.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>
