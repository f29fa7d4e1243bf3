#include "harness/run/thread_count.h"

#include "harness/winsock/platform.h"

#include <atomic>

namespace wcts::run {

namespace {

std::atomic<long> threads_alive{1};

void NTAPI on_thread(void*, DWORD reason, void*) {
    if (reason == DLL_THREAD_ATTACH) threads_alive.fetch_add(1, std::memory_order_relaxed);
    if (reason == DLL_THREAD_DETACH) threads_alive.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace

// The loader calls what stands in this section for every thread that begins or ends.
#ifdef _MSC_VER
#pragma comment(linker, "/INCLUDE:_tls_used")
#pragma section(".CRT$XLD", read)
extern "C" __declspec(allocate(".CRT$XLD")) const PIMAGE_TLS_CALLBACK wcts_count_threads = on_thread;
#else
extern "C" {
extern const PIMAGE_TLS_CALLBACK wcts_count_threads;
[[gnu::section(".CRT$XLD"), gnu::used]] const PIMAGE_TLS_CALLBACK wcts_count_threads = on_thread;
}
#endif

long thread_count() noexcept {
    return threads_alive.load(std::memory_order_relaxed);
}

}  // namespace wcts::run
