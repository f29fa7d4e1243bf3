// The one place that includes Windows' own headers, so that their order and their macros are the same everywhere.
#pragma once

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif

// Winsock 1.1's blocking hooks are part of what is tested.
#ifndef _WINSOCK_DEPRECATED_NO_WARNINGS
#define _WINSOCK_DEPRECATED_NO_WARNINGS
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
