#include "harness/winsock/lsp/pe_file.h"

#include "harness/winsock/platform.h"
#include "harness/winsock/target.h"

#include <cstddef>
#include <cstring>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

namespace wcts::winsock::lsp {
namespace {

std::string quoted(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return "'" + std::string(text.begin(), text.end()) + "'";
}

// The bytes of the file. Everything in them may be wrong: each access is checked.
class Bytes {
public:
    explicit Bytes(std::vector<char> bytes) : bytes_(std::move(bytes)) {}

    template <typename T>
    [[nodiscard]] std::optional<T> at(std::size_t offset) const {
        if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T)) return std::nullopt;
        T value;
        std::memcpy(&value, bytes_.data() + offset, sizeof(T));
        return value;
    }
    [[nodiscard]] std::string text(std::size_t offset) const {
        std::string text;
        constexpr std::size_t kLongest = 512;
        for (; offset < bytes_.size() && bytes_[offset] != '\0' && text.size() < kLongest; ++offset) text += bytes_[offset];
        return text;
    }

private:
    std::vector<char> bytes_;
};

constexpr std::size_t kMostNames = 100'000;

class Reader {
public:
    explicit Reader(const Bytes& bytes) : bytes_(bytes) {}

    // False: it has not this form.
    bool read(PeFile& file) {
        const auto dos = bytes_.at<IMAGE_DOS_HEADER>(0);
        if (!dos || dos->e_magic != IMAGE_DOS_SIGNATURE || dos->e_lfanew < 0) return false;
        const auto nt = static_cast<std::size_t>(dos->e_lfanew);
        const auto signature = bytes_.at<DWORD>(nt);
        const auto header = bytes_.at<IMAGE_FILE_HEADER>(nt + sizeof(DWORD));
        if (!signature || *signature != IMAGE_NT_SIGNATURE || !header) return false;
        file.machine = header->Machine;
        file.is_dll = (header->Characteristics & IMAGE_FILE_DLL) != 0;

        const std::size_t optional = nt + sizeof(DWORD) + sizeof(IMAGE_FILE_HEADER);
        const auto magic = bytes_.at<WORD>(optional);
        if (!magic) return false;
        wide_ = *magic == IMAGE_NT_OPTIONAL_HDR64_MAGIC;
        const std::size_t directories =
            optional + (wide_ ? offsetof(IMAGE_OPTIONAL_HEADER64, DataDirectory) : offsetof(IMAGE_OPTIONAL_HEADER32, DataDirectory));
        const std::size_t sections = optional + header->SizeOfOptionalHeader;
        for (std::size_t i = 0; i < header->NumberOfSections; ++i) {
            const auto section = bytes_.at<IMAGE_SECTION_HEADER>(sections + i * sizeof(IMAGE_SECTION_HEADER));
            if (!section) return false;
            sections_.push_back(*section);
        }
        read_exports(directories, file);
        read_imports(directories, file);
        return true;
    }

private:
    [[nodiscard]] std::optional<std::size_t> place(DWORD rva) const {
        for (const IMAGE_SECTION_HEADER& section : sections_)
            if (rva >= section.VirtualAddress && rva - section.VirtualAddress < section.SizeOfRawData)
                return std::size_t{section.PointerToRawData} + (rva - section.VirtualAddress);
        return std::nullopt;
    }

    void read_exports(std::size_t directories, PeFile& file) const {
        const auto directory = bytes_.at<IMAGE_DATA_DIRECTORY>(directories + IMAGE_DIRECTORY_ENTRY_EXPORT * sizeof(IMAGE_DATA_DIRECTORY));
        const auto at = directory ? place(directory->VirtualAddress) : std::nullopt;
        const auto table = at ? bytes_.at<IMAGE_EXPORT_DIRECTORY>(*at) : std::nullopt;
        const auto names = table ? place(table->AddressOfNames) : std::nullopt;
        if (!names) return;
        for (std::size_t i = 0; i < table->NumberOfNames && i < kMostNames; ++i) {
            const auto rva = bytes_.at<DWORD>(*names + i * sizeof(DWORD));
            const auto name = rva ? place(*rva) : std::nullopt;
            if (!name) return;
            file.exports.insert(bytes_.text(*name));
        }
    }

    void read_imports(std::size_t directories, PeFile& file) const {
        const auto directory = bytes_.at<IMAGE_DATA_DIRECTORY>(directories + IMAGE_DIRECTORY_ENTRY_IMPORT * sizeof(IMAGE_DATA_DIRECTORY));
        auto at = directory ? place(directory->VirtualAddress) : std::nullopt;
        for (std::size_t i = 0; at && i < kMostNames; ++i) {
            const auto descriptor = bytes_.at<IMAGE_IMPORT_DESCRIPTOR>(*at + i * sizeof(IMAGE_IMPORT_DESCRIPTOR));
            if (!descriptor || descriptor->Name == 0) return;
            const auto thunks = place(descriptor->OriginalFirstThunk != 0 ? descriptor->OriginalFirstThunk : descriptor->FirstThunk);
            if (!thunks) continue;
            wide_ ? read_thunks<ULONGLONG>(*thunks, IMAGE_ORDINAL_FLAG64, file) : read_thunks<DWORD>(*thunks, IMAGE_ORDINAL_FLAG32, file);
        }
    }

    template <typename Thunk>
    void read_thunks(std::size_t at, Thunk by_ordinal, PeFile& file) const {
        for (std::size_t i = 0; i < kMostNames; ++i) {
            const auto thunk = bytes_.at<Thunk>(at + i * sizeof(Thunk));
            if (!thunk || *thunk == 0) return;
            if ((*thunk & by_ordinal) != 0) continue;
            // The name stands behind a hint.
            if (const auto name = place(static_cast<DWORD>(*thunk))) file.imports.insert(bytes_.text(*name + sizeof(WORD)));
        }
    }

    const Bytes& bytes_;
    bool wide_ = false;
    std::vector<IMAGE_SECTION_HEADER> sections_;
};

}  // namespace

PeFile read_pe_file(const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) throw TargetError("lsp target: there is no file " + quoted(path));
    std::ifstream stream(path, std::ios::binary | std::ios::ate);
    std::vector<char> content(stream ? static_cast<std::size_t>(stream.tellg()) : 0);
    stream.seekg(0);
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    const Bytes bytes(std::move(content));
    PeFile file;
    if (!stream || !Reader(bytes).read(file)) throw TargetError("lsp target: " + quoted(path) + " is no DLL");
    return file;
}

std::string machine_name(std::uint16_t machine) {
    constexpr std::uint16_t kArm64 = 0xAA64;  // IMAGE_FILE_MACHINE_ARM64, absent from older headers
    switch (machine) {
        case IMAGE_FILE_MACHINE_AMD64:
            return "x64";
        case IMAGE_FILE_MACHINE_I386:
            return "x86";
        case kArm64:
            return "arm64";
        default:
            return "machine " + std::to_string(machine);
    }
}

std::uint16_t own_machine() {
    const auto* const base = reinterpret_cast<const char*>(::GetModuleHandleW(nullptr));
    const auto* const dos = reinterpret_cast<const IMAGE_DOS_HEADER*>(base);
    return reinterpret_cast<const IMAGE_NT_HEADERS*>(base + dos->e_lfanew)->FileHeader.Machine;
}

}  // namespace wcts::winsock::lsp
