// The host of layered service providers: it plays ws2_32 for them, with nothing installed.
//
// One at a time; the providers' own code knows no context, so that Host::current() stands for it. A host is never destroyed, only closed:
// threads of a provider may outlive any moment that could be chosen.
#pragma once

#include "harness/winsock/lsp/base.h"
#include "harness/winsock/lsp/base_provider.h"
#include "harness/winsock/lsp/catalog.h"
#include "harness/winsock/lsp/handles.h"
#include "harness/winsock/lsp/lent.h"
#include "harness/winsock/lsp/operations.h"
#include "harness/winsock/lsp/rules.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace wcts::winsock::lsp {

class Host {
public:
    // Loads the LSPs (from the base upwards), starts each once and cleans it up again. Throws TargetError. Becomes Host::current().
    [[nodiscard]] static Host& open(std::unique_ptr<Base> base, std::vector<Layer> layers);
    [[nodiscard]] static Host* current();
    // Every provider is cleaned up; no host is current any more.
    void close();

    [[nodiscard]] Base& base() { return *base_; }
    [[nodiscard]] const Catalog& catalog() const { return catalog_; }
    [[nodiscard]] const std::vector<Layer>& layers() const { return layers_; }
    [[nodiscard]] Handles& handles() { return handles_; }
    [[nodiscard]] LentMemory& lent() { return lent_; }
    [[nodiscard]] Operations& operations() { return operations_; }
    [[nodiscard]] BaseProvider& base_provider() { return base_provider_; }
    [[nodiscard]] Rules& rules() { return rules_; }

    // The procedure table behind a catalog entry, which is started if it is not yet. nullptr: its WSPStartup failed, and `error` says how.
    [[nodiscard]] const WSPPROC_TABLE* table_of(const Entry& entry, int& error);
    // The same without starting it.
    [[nodiscard]] const WSPPROC_TABLE* started(DWORD entry) const;
    // False before the first socket, and again once the application's last WSACleanup has cleaned up, maybe inside a provider's call.
    [[nodiscard]] bool any_started() const;
    // WSPCleanup for every entry that was started.
    void clean_up();
    // As in a new process, once everything is cleaned up.
    void clear();

    // The application's sockets.
    void socket_opened(SOCKET s);
    void socket_closed(SOCKET s);

    // WPUOpenCurrentThread and WPUCloseThread.
    void thread_opened() { ++threads_; }
    void thread_closed() { --threads_; }

    // Looks at what a case has left behind, and gives the rules that were broken in it.
    [[nodiscard]] std::vector<std::string> rules_broken();

private:
    Host(std::unique_ptr<Base> base, std::vector<Layer> layers);
    void load(const Layer& layer);
    // A provider may keep a handle until the routines of its operations have run.
    void excuse_waiting();
    void try_out();
    int start(const Entry& entry, WSPPROC_TABLE& table);

    const std::unique_ptr<Base> base_;
    std::vector<Layer> layers_;
    Catalog catalog_;
    Rules rules_;
    Handles handles_;
    LentMemory lent_;
    Operations operations_;
    BaseProvider base_provider_;
    std::atomic<int> threads_{0};

    mutable std::mutex mutex_;
    std::map<DWORD, WSPPROC_TABLE> started_;
    std::set<SOCKET> open_;
};

}  // namespace wcts::winsock::lsp
