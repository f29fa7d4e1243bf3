#include "suites/provider/other_process.h"

#include "fixtures/scene/scene.h"
#include "harness/cli/worker_options.h"
#include "harness/peer/pattern.h"
#include "harness/run/channel.h"
#include "harness/run/errors.h"
#include "harness/run/worker.h"
#include "harness/run/worker_process.h"
#include "harness/winsock/error_names.h"
#include "harness/winsock/lsp/description.h"
#include "harness/winsock/lsp/host.h"

#include <CLI/CLI.hpp>

#include <array>
#include <chrono>
#include <cstring>
#include <ranges>
#include <span>
#include <string_view>

namespace wcts::provider {
namespace {

using reports::Json;
using winsock::error_name;

constexpr std::string_view kDigits = "0123456789abcdef";

std::string to_hex(const WSAPROTOCOL_INFOW& info) {
    std::string text;
    for (const std::byte byte : std::as_bytes(std::span(&info, 1))) {
        text += kDigits[std::to_integer<unsigned>(byte) >> 4];
        text += kDigits[std::to_integer<unsigned>(byte) & 15];
    }
    return text;
}

WSAPROTOCOL_INFOW from_hex(const std::string& text) {
    WSAPROTOCOL_INFOW info{};
    std::array<unsigned char, sizeof(info)> bytes{};
    for (std::size_t i = 0; i < bytes.size() && 2 * i + 1 < text.size(); ++i)
        bytes[i] = static_cast<unsigned char>(kDigits.find(text[2 * i]) << 4 | kDigits.find(text[2 * i + 1]));
    std::memcpy(&info, bytes.data(), bytes.size());
    return info;
}

// What opens the same chain again.
winsock::TargetChoice same_chain(winsock::lsp::Host& host) {
    winsock::TargetChoice choice;
    choice.target = "lsp:";
    choice.base = "system";
    // Layers stand from the base upwards, names from the top downwards.
    for (const auto& layer : host.layers() | std::views::reverse) {
        const auto path = layer.dll.u8string();
        if (!choice.lsp_guid.empty()) {
            choice.target += ',';
            choice.lsp_guid += ',';
        }
        choice.target.append(path.begin(), path.end());
        choice.lsp_guid += winsock::lsp::guid_text(layer.guid);
    }
    return choice;
}

// Whose socket it is, as the host there knows it.
std::string owner_text(winsock::lsp::Host& host, SOCKET s) {
    const auto owner = host.handles().owner(s);
    const auto* const entry = owner ? host.catalog().find(owner->entry) : nullptr;
    return entry == nullptr ? "nobody's" : entry->layer == host.catalog().top() ? "the LSP's" : "another layer's";
}

Json answer_use(winsock::Target& target, const WSAPROTOCOL_INFOW& given) {
    winsock::Winsock& ws = target.winsock();
    WSAPROTOCOL_INFOW info = given;
    const SOCKET s = ws.WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED);
    if (s == INVALID_SOCKET) return {{"socket", error_name(ws.WSAGetLastError())}, {"entry", ""}, {"send", ""}};
    std::array<char, kSharedBytes> data{};
    peer::fill_pattern(data, 0);
    const int sent = ws.send(s, data.data(), static_cast<int>(data.size()), 0);
    const std::string send = sent == static_cast<int>(data.size()) ? "sent" : error_name(ws.WSAGetLastError());
    const std::string entry = owner_text(*target.provider_host(), s);
    ws.closesocket(s);
    return {{"socket", "a socket"}, {"entry", entry}, {"send", send}};
}

run::WorkerArguments parse(const std::vector<std::string>& given) {
    run::WorkerArguments arguments;
    CLI::App app;
    app.allow_windows_style_options(false);
    cli::add_worker_options(app, arguments);
    std::vector<std::string> reversed(given.rbegin(), given.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        throw run::UsageError(std::string(kOtherProcess) + ": " + error.what());
    }
    return arguments;
}

HANDLE inherited(std::uint64_t value) {
    return reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(value));
}

}  // namespace

struct OtherProcess::Parts {
    std::unique_ptr<run::WorkerProcess> process;
    run::UniqueHandle never{::CreateEventW(nullptr, TRUE, FALSE, nullptr)};

    Json ask(const Json& message) {
        constexpr std::chrono::seconds kLimit{5};
        run::Answer answer = process->ask(message, kLimit, never.get());
        if (answer.end != run::Answer::End::answered) throw SetupFailed("the other process did not answer");
        return std::move(answer.message);
    }
};

OtherProcess::OtherProcess(scene::Scene& scene) {
    winsock::lsp::Host* const host = scene.provider_host();
    if (host == nullptr) throw scene::Unsupported("this target is made of no layered provider");
    if (host->base().in_memory())
        throw scene::Unsupported("the base's network lives in the memory of this process; no other one can share its sockets");
    run::WorkerCommand command = run::this_exe(same_chain(*host));
    const std::string name(kOtherProcess);
    command.arguments = {std::wstring(name.begin(), name.end())};
    parts_ = std::make_unique<Parts>();
    try {
        parts_->process = run::WorkerProcess::start(command);
        static_cast<void>(parts_->process->wait_ready(parts_->never.get()));
    } catch (const std::exception& error) {
        throw SetupFailed(std::string("the other process: ") + error.what());
    }
}

OtherProcess::~OtherProcess() = default;

DWORD OtherProcess::id() const {
    return parts_->ask({{"who", true}}).at("process").get<DWORD>();
}

OtherProcess::Use OtherProcess::use(const WSAPROTOCOL_INFOW& info) {
    const Json answer = parts_->ask({{"use", to_hex(info)}});
    return {answer.at("socket").get<std::string>(), answer.at("entry").get<std::string>(), answer.at("send").get<std::string>()};
}

int serve_as_other_process(const winsock::TargetOpener& open, const std::vector<std::string>& given) {
    const run::WorkerArguments arguments = parse(given);
    const HANDLE write = inherited(arguments.write);
    run::LineReader reader(inherited(arguments.read));
    std::unique_ptr<winsock::Target> target;
    try {
        target = open(arguments.target);
    } catch (const winsock::TargetError& error) {
        run::write_all(write, run::to_line({{"refused", error.what()}}));
        return 0;
    }
    WSADATA data{};
    if (target->winsock().WSAStartup(MAKEWORD(2, 2), &data) != 0) return 1;
    run::write_all(write, run::to_line({{"ready", true}, {"renews", false}}));
    while (const auto line = reader.next()) {
        const Json message = Json::parse(*line);
        const Json answer = message.contains("who") ? Json{{"process", ::GetCurrentProcessId()}}
                                                    : answer_use(*target, from_hex(message.at("use").get<std::string>()));
        if (!run::write_all(write, run::to_line(answer))) break;
    }
    target->winsock().WSACleanup();
    return 0;
}

}  // namespace wcts::provider
