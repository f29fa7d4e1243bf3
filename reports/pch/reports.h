// Precompiled for the build's speed alone (-Db_pch=false does without): every source names what it uses itself.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>
