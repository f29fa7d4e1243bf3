#include "suites/wsasend/send_call.h"

#include <array>
#include <numeric>
#include <string_view>
#include <utility>

namespace wcts::wsasend {
namespace {

std::string flag_words(DWORD flags) {
    static constexpr auto kNames = std::to_array<std::pair<DWORD, std::string_view>>(
        {{MSG_OOB, "MSG_OOB"}, {MSG_PEEK, "MSG_PEEK"}, {MSG_DONTROUTE, "MSG_DONTROUTE"}, {MSG_WAITALL, "MSG_WAITALL"},
         {MSG_PARTIAL, "MSG_PARTIAL"}});
    std::string text;
    for (const auto& [bit, name] : kNames) {
        if ((flags & bit) == 0) continue;
        text += text.empty() ? "" : " | ";
        text += name;
        flags &= ~bit;
    }
    if (flags != 0) text += (text.empty() ? "bits " : " | bits ") + std::to_string(flags);
    return text;
}

std::string length_words(const Lengths& lengths) {
    if (lengths.empty()) return "no buffers";
    const std::size_t bytes = std::accumulate(lengths.begin(), lengths.end(), std::size_t{0});
    return std::to_string(bytes) + " bytes in " + std::to_string(lengths.size()) + (lengths.size() == 1 ? " buffer" : " buffers");
}

}  // namespace

Lengths one_buffer(std::size_t bytes) {
    return {bytes};
}

Lengths equal_buffers(std::size_t count, std::size_t bytes) {
    return Lengths(count, bytes);
}

Lengths no_buffers() {
    return {};
}

scene::Flight& post(scene::Scene& scene, const Lengths& lengths, DWORD flags,
                    const std::function<void(scene::Scene&, scene::Flight&, Arguments&)>& change) {
    scene::Flight& flight = scene.add_flight(lengths);
    const auto path = scene.ready(flight, "WSASend");
    Arguments call{scene.socket(), flight.buffers(), flight.buffer_count(), path.count, flags, path.overlapped, path.routine};
    if (change) change(scene, flight, call);
    flight.record.count_given = call.lpNumberOfBytesSent != nullptr;
    const int result = scene.target().WSASend(call.s, call.lpBuffers, call.dwBufferCount, call.lpNumberOfBytesSent, call.dwFlags,
                                              call.lpOverlapped, call.lpCompletionRoutine);
    scene.called(flight, result);
    return flight;
}

Send Send::flags(DWORD value) && {
    flags_ = value;
    return std::move(*this);
}

Send Send::times(std::size_t value) && {
    times_ = value;
    return std::move(*this);
}

Send Send::with(std::string what, std::function<void(scene::Scene&, scene::Flight&, Arguments&)> change) && {
    words_ += ", with " + std::move(what);
    change_ = std::move(change);
    return std::move(*this);
}

Send Send::afterwards(std::string what, std::function<void(scene::Scene&, scene::Flight&)> deed) && {
    words_ += ", after which " + std::move(what);
    afterwards_ = std::move(deed);
    return std::move(*this);
}

Send::operator rows::Call() const {
    std::string words = "WSASend of " + length_words(lengths_);
    if (flags_ != 0) words += " with " + flag_words(flags_);
    words += words_;
    if (times_ != 1) words += ", " + std::to_string(times_) + " times";
    return {std::move(words), [send = *this](scene::Scene& scene) {
                for (std::size_t i = 0; i < send.times_; ++i) {
                    scene::Flight& flight = post(scene, send.lengths_, send.flags_, send.change_);
                    if (send.afterwards_) send.afterwards_(scene, flight);
                }
            }};
}

Send wsasend(Lengths lengths) {
    return Send(std::move(lengths));
}

}  // namespace wcts::wsasend
