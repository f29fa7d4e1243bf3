#include "harness/expect/operations.h"

#include "harness/winsock/error_names.h"
#include "harness/winsock/platform.h"

#include <algorithm>
#include <vector>

namespace wcts::expect {
namespace {

using winsock::error_name;
using Mismatch = std::optional<std::string>;

// What an operation did, for the second half of a failure sentence.
std::string told(const Operation& operation) {
    if (!operation.accepted()) return "it failed with " + error_name(operation.error);
    std::string text = operation.immediate() ? "it returned 0" : "it returned SOCKET_ERROR with WSA_IO_PENDING";
    if (!operation.overlapped) return text + " with a count of " + (operation.count ? std::to_string(*operation.count) : "nothing");
    if (!operation.settled) return text + " and never ended";
    return text + " and ended with " + (operation.status == 0 ? "success" : error_name(operation.status)) + " and " +
           std::to_string(operation.bytes) + " bytes";
}

// An expectation that speaks of each operation by itself.
Expectation each(std::string words, std::function<Mismatch(const Operation&)> check) {
    std::string all = words;
    return {std::move(all), [words = std::move(words), check = std::move(check)](const Evidence& evidence) -> Mismatch {
                if (evidence.operations.empty()) return "expected that " + words + "; no operation was made";
                for (std::size_t i = 0; i < evidence.operations.size(); ++i) {
                    const Operation& operation = evidence.operations[i];
                    if (const Mismatch found = check(operation)) {
                        const std::string which =
                            evidence.operations.size() == 1 ? std::string{} : "operation " + std::to_string(i + 1) + ": ";
                        return which + "expected that " + words + "; " + *found;
                    }
                }
                return std::nullopt;
            }};
}

std::string code_list(const std::vector<int>& codes) {
    std::string text;
    for (std::size_t i = 0; i < codes.size(); ++i) text += (i == 0 ? "" : " or ") + error_name(codes[i]);
    return text;
}

Mismatch indicated_as_promised(const Operation& operation) {
    const std::size_t promised = operation.accepted() ? operation.due : 0;
    if (operation.indications.size() == promised) return std::nullopt;
    return "its end was indicated " + std::to_string(operation.indications.size()) + " times instead of " + std::to_string(promised);
}

// What each indication told, and how it came.
Mismatch indications_are_sound(const Operation& operation) {
    for (const Indication& indication : operation.indications) {
        if (indication.flags != 0) return "the routine got dwFlags " + std::to_string(indication.flags);
        if (!indication.same_thread) return "the routine ran on another thread";
        if (!indication.alertable) return "the routine ran outside an alertable wait";
        if (indication.depth > 0) return "the routine ran inside another one";
        if (!indication.key_matches) return "the packet carried another key";
        if (indication.contradicts(operation))
            return "the packet told " + (indication.status == 0 ? "success" : error_name(indication.status)) + " and " +
                   std::to_string(indication.bytes) + " bytes, WSAGetOverlappedResult " +
                   (operation.status == 0 ? "success" : error_name(operation.status)) + " and " + std::to_string(operation.bytes);
    }
    return std::nullopt;
}

Mismatch memory_disturbed(const Operation& operation) {
    if (operation.disturbed.empty()) return std::nullopt;
    return operation.disturbed.front() + " changed";
}

}  // namespace

Expectation succeeds() {
    return each("the call succeeds with all its bytes", [](const Operation& operation) -> Mismatch {
        if (!operation.succeeded()) return told(operation);
        if (operation.bytes != operation.requested)
            return "the end told " + std::to_string(operation.bytes) + " of " + std::to_string(operation.requested) + " bytes";
        if (operation.immediate() && operation.count_given && operation.count != operation.requested)
            return "the call wrote " + (operation.count ? "a count of " + std::to_string(*operation.count) : std::string("no count")) +
                   " for " + std::to_string(operation.requested) + " bytes";
        if (const Mismatch found = indicated_as_promised(operation)) return found;
        return indications_are_sound(operation);
    }) & data_untouched();
}

Expectation immediate() {
    return each("the call returns 0", [](const Operation& operation) -> Mismatch {
        if (operation.immediate()) return std::nullopt;
        return told(operation);
    });
}

Expectation pends() {
    return each("the call returns SOCKET_ERROR with WSA_IO_PENDING and leaves the byte count as it was",
                [](const Operation& operation) -> Mismatch {
                    if (!operation.pending()) return told(operation);
                    if (operation.count) return "it pended, and wrote a count of " + std::to_string(*operation.count);
                    return std::nullopt;
                });
}

Expectation fails(int code) {
    return fails_with_any({code});
}

Expectation fails_with_any(std::initializer_list<int> codes) {
    const std::vector<int> wanted(codes);
    return each("the call fails with " + code_list(wanted), [wanted](const Operation& operation) -> Mismatch {
        if (operation.result == SOCKET_ERROR && std::find(wanted.begin(), wanted.end(), operation.error) != wanted.end())
            return std::nullopt;
        return told(operation);
    });
}

Expectation refused(int code) {
    return fails(code) & no_completion() & untouched();
}

Expectation refused_with_any(std::initializer_list<int> codes) {
    return fails_with_any(codes) & no_completion() & untouched();
}

Expectation refused_for_lack_of_attribute() {
    return each("the call is refused with WSAEINVAL since the socket lacks the overlapped attribute",
                [](const Operation& operation) -> Mismatch {
                    if (!operation.pointers_ignored) return std::string("the socket does not lack it");
                    if (operation.result == SOCKET_ERROR && operation.error == WSAEINVAL) return std::nullopt;
                    return told(operation);
                }) & no_completion() & untouched() & nothing_delivered();
}

Expectation completes_with(int code) {
    return each("the operation is accepted and ends with " + error_name(code), [code](const Operation& operation) -> Mismatch {
        if (!operation.accepted() || !operation.settled || operation.status != code) return told(operation);
        if (const Mismatch found = indicated_as_promised(operation)) return found;
        return indications_are_sound(operation);
    });
}

Expectation ends_with(int code) {
    return each("the operation fails with " + error_name(code) + ", at once or at its end", [code](const Operation& operation) -> Mismatch {
        const bool at_once = operation.result == SOCKET_ERROR && operation.error == code;
        const bool later = operation.accepted() && operation.settled && operation.status == code;
        if (!at_once && !later) return told(operation);
        return indicated_as_promised(operation);
    });
}

Expectation completes_once() {
    Expectation every = each("each end is indicated as often as its path promises", indicated_as_promised);
    Expectation none_stray{"no completion belongs to no operation", [](const Evidence& evidence) -> Mismatch {
                               if (evidence.stray.empty()) return std::nullopt;
                               return std::to_string(evidence.stray.size()) + " completions belong to no operation of the case";
                           }};
    return std::move(every) & std::move(none_stray);
}

Expectation no_completion() {
    Expectation every = each("no completion is indicated", [](const Operation& operation) -> Mismatch {
        if (operation.indications.empty()) return std::nullopt;
        return "a completion was indicated, " + std::to_string(operation.indications.size()) + " times";
    });
    Expectation none_stray{"nor any stray one", [](const Evidence& evidence) -> Mismatch {
                               if (evidence.stray.empty()) return std::nullopt;
                               return std::to_string(evidence.stray.size()) + " completions came from nowhere";
                           }};
    return std::move(every) & std::move(none_stray);
}

Expectation untouched() {
    return each("the byte count is left as it was", [](const Operation& operation) -> Mismatch {
        if (!operation.count) return std::nullopt;
        return "the call wrote a count of " + std::to_string(*operation.count);
    }) & data_untouched();
}

Expectation data_untouched() {
    return each("the caller's memory is left as it was", memory_disturbed);
}

Expectation delivered() {
    return {"the peer gets exactly these bytes, in order", [](const Evidence& evidence) -> Mismatch {
                if (!evidence.stream) return delivered_as_datagrams().mismatch(evidence);
                if (!evidence.peer_looked) return std::string("what the peer got could not be looked at");
                const peer::Received& got = *evidence.stream;
                if (got.bytes == evidence.bytes_sent() && !got.first_wrong) return std::nullopt;
                return "the peer got " + got.text() + "; " + std::to_string(evidence.bytes_sent()) + " bytes were sent";
            }};
}

Expectation nothing_delivered() {
    return {"nothing reaches the peer", [](const Evidence& evidence) -> Mismatch {
                if (!evidence.peer_looked) return std::string("what the peer got could not be looked at");
                if (evidence.stream && evidence.stream->bytes > evidence.arranged_bytes) return "the peer got " + evidence.stream->text();
                if (!evidence.datagrams.empty()) return "the peer got " + std::to_string(evidence.datagrams.size()) + " datagrams";
                return std::nullopt;
            }};
}

Expectation delivered_a_prefix() {
    return {"the peer gets a prefix of the bytes, in order", [](const Evidence& evidence) -> Mismatch {
                if (!evidence.stream) return std::string("there is no stream");
                std::uint64_t asked = evidence.arranged_bytes;
                for (const Operation& operation : evidence.operations) asked += operation.requested;
                if (!evidence.stream->first_wrong && evidence.stream->bytes <= asked) return std::nullopt;
                return "the peer got " + evidence.stream->text() + " of " + std::to_string(asked);
            }};
}

Expectation delivered_as_datagrams() {
    return {"each operation arrives as one datagram of its length, in order", [](const Evidence& evidence) -> Mismatch {
                if (!evidence.peer_looked) return std::string("what the peer got could not be looked at");
                std::vector<std::uint64_t> sent;
                for (const Operation& operation : evidence.operations)
                    if (operation.sends && operation.succeeded()) sent.push_back(operation.bytes);
                if (evidence.datagrams.size() != sent.size())
                    return std::to_string(sent.size()) + " datagrams were sent and " + std::to_string(evidence.datagrams.size()) + " arrived";
                for (std::size_t i = 0; i < sent.size(); ++i) {
                    const auto& got = evidence.datagrams[i];
                    if (got.bytes != sent[i] || !got.in_order)
                        return "datagram " + std::to_string(i + 1) + " has " + std::to_string(got.bytes) + " bytes" +
                               (got.in_order ? "" : " with wrong content") + "; " + std::to_string(sent[i]) + " were sent";
                }
                return std::nullopt;
            }};
}

}  // namespace wcts::expect
