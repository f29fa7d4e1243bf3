// The one place that includes Windows' own headers, so that their order and their macros are the same everywhere.
#pragma once

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif

#include <winsock2.h>

#include <mswsock.h>
#include <ws2tcpip.h>

#include <windows.h>

// mstcpip.h wants the types above.
#include <mstcpip.h>

// Older SDK headers lack this name (documented value: MSG_PARTIAL 0x8000 in winsock2.h).
#ifndef MSG_PARTIAL
#define MSG_PARTIAL 0x8000
#endif
