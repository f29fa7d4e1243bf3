// WSASend as rows write it: wsasend(one_buffer(16)).flags(MSG_OOB).times(2)
#pragma once

#include "fixtures/rows/row.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wcts::wsasend {

// The lengths of the WSABUFs of one call. Their data lies one after the other and holds the pattern.
using Lengths = std::vector<std::size_t>;

[[nodiscard]] Lengths one_buffer(std::size_t bytes);
[[nodiscard]] Lengths equal_buffers(std::size_t count, std::size_t bytes);
[[nodiscard]] Lengths no_buffers();

// What one call passes; rows about bad arguments change it just before the call.
struct Arguments {
    SOCKET s;
    WSABUF* lpBuffers;
    DWORD dwBufferCount;
    DWORD* lpNumberOfBytesSent;
    DWORD dwFlags;
    WSAOVERLAPPED* lpOverlapped;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine;
};

// Posts one WSASend on the scene and takes down its result; the collection is the row's, or the caller's.
scene::Flight& post(scene::Scene& scene, const Lengths& lengths, DWORD flags = 0,
                    const std::function<void(scene::Scene&, scene::Flight&, Arguments&)>& change = nullptr);

class Send {
public:
    explicit Send(Lengths lengths) : lengths_(std::move(lengths)) {}

    Send flags(DWORD value) &&;
    Send times(std::size_t value) &&;
    // `what` continues the sentence "WSASend of ...".
    Send with(std::string what, std::function<void(scene::Scene&, scene::Flight&, Arguments&)> change) &&;
    // After the call has returned, whatever it returned.
    Send afterwards(std::string what, std::function<void(scene::Scene&, scene::Flight&)> deed) &&;

    operator rows::Call() const;

private:
    Lengths lengths_;
    DWORD flags_ = 0;
    std::size_t times_ = 1;
    std::string words_;
    std::function<void(scene::Scene&, scene::Flight&, Arguments&)> change_;
    std::function<void(scene::Scene&, scene::Flight&)> afterwards_;
};

[[nodiscard]] Send wsasend(Lengths lengths);

}  // namespace wcts::wsasend
