// What rows of every suite are written with, whatever function they are about.
#pragma once

#include "fixtures/rows/row.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace wcts::common {

// A deed of its own, where a row cannot be told as one call.
[[nodiscard]] rows::Call procedure(std::string words, std::function<void(scene::Scene&)> deed);

// The row arranges what it needs of sockets itself.
[[nodiscard]] scene::Step no_connection();

// Ends every WSAStartup of this process. WSACleanup says when there is none left. Throws SetupFailed where it never does.
void clean_up_all(scene::Scene& scene);

// Observes what a call came to that transfers nothing. At once after it: its last error is read here.
void tell(scene::Scene& scene, bool succeeded, std::string what = "the call");

// What tell() observes.
[[nodiscard]] expect::Expectation call_succeeds(std::string what = "the call");
[[nodiscard]] expect::Expectation call_fails(int code, std::string what = "the call");

// The row in a lab that does this. Windows gives a circuit up after 5 retransmissions, each twice as long after the one before: some 20
// seconds where the first comes after 300 ms (TcpMaxDataRetransmissions), and the row waits for that.
[[nodiscard]] rows::Row in_the_lab(rows::Row row, lab::Verb verb);

// A row without a socket of the scene's.
[[nodiscard]] rows::Row row_without_socket(std::string_view id, std::vector<std::string_view> clauses, std::string_view claim,
                                           std::string words, std::function<void(scene::Scene&)> deed, expect::Expectation expect);

// "WSASetEvent" and "error.WSAENETDOWN.subsystem" as one id, kept for good; and several.
[[nodiscard]] std::string_view clause(std::string_view function, std::string_view rest);
[[nodiscard]] std::vector<std::string_view> clauses(std::string_view function, const std::vector<std::string_view>& rests);

// A text that lives as long as the program: for rows that are made, and not written down.
[[nodiscard]] std::string_view kept(std::string text);

}  // namespace wcts::common
