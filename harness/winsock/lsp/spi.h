// Winsock's service provider interface, after the other headers of Windows.
#pragma once

#include "harness/winsock/platform.h"

#include <ws2spi.h>
