// What ends an operation that pends.
#pragma once

#include "fixtures/scene/step.h"

namespace wcts::wsasend {

// CancelIoEx of the last operation. Unsupported where the socket's handle is a layered provider's own, of which the kernel knows nothing.
[[nodiscard]] scene::Step cancel_this_one();

}  // namespace wcts::wsasend
