#include "harness/winsock/file_identity.h"

#include "harness/winsock/platform.h"

#include <bcrypt.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

namespace wcts::winsock {
namespace {

std::string hex(const std::array<unsigned char, 32>& bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

struct AlgorithmCloser {
    void operator()(void* handle) const { ::BCryptCloseAlgorithmProvider(handle, 0); }
};
struct HashCloser {
    void operator()(void* handle) const { ::BCryptDestroyHash(handle); }
};

}  // namespace

std::string file_version(const std::filesystem::path& path) {
    DWORD ignored = 0;
    const DWORD size = ::GetFileVersionInfoSizeW(path.c_str(), &ignored);
    if (size == 0) return {};
    std::vector<char> block(size);
    VS_FIXEDFILEINFO* info = nullptr;
    UINT length = 0;
    if (!::GetFileVersionInfoW(path.c_str(), 0, size, block.data()) ||
        !::VerQueryValueW(block.data(), L"\\", reinterpret_cast<void**>(&info), &length) || length < sizeof(*info)) {
        return {};
    }
    return std::to_string(HIWORD(info->dwFileVersionMS)) + "." + std::to_string(LOWORD(info->dwFileVersionMS)) + "." +
           std::to_string(HIWORD(info->dwFileVersionLS)) + "." + std::to_string(LOWORD(info->dwFileVersionLS));
}

std::string file_sha256(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return {};

    BCRYPT_ALG_HANDLE algorithm_handle = nullptr;
    if (::BCryptOpenAlgorithmProvider(&algorithm_handle, BCRYPT_SHA256_ALGORITHM, nullptr, 0) != 0) return {};
    const std::unique_ptr<void, AlgorithmCloser> algorithm(algorithm_handle);
    BCRYPT_HASH_HANDLE hash_handle = nullptr;
    if (::BCryptCreateHash(algorithm.get(), &hash_handle, nullptr, 0, nullptr, 0, 0) != 0) return {};
    const std::unique_ptr<void, HashCloser> hash(hash_handle);

    std::vector<char> chunk(64 * 1024);
    while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), file.gcount() > 0) {
        if (::BCryptHashData(hash.get(), reinterpret_cast<PUCHAR>(chunk.data()), static_cast<ULONG>(file.gcount()), 0) != 0) return {};
    }
    std::array<unsigned char, 32> digest{};
    if (::BCryptFinishHash(hash.get(), digest.data(), static_cast<ULONG>(digest.size()), 0) != 0) return {};
    return hex(digest);
}

std::filesystem::path system_library(std::string_view name) {
    std::array<wchar_t, MAX_PATH> folder{};
    const UINT length = ::GetSystemDirectoryW(folder.data(), static_cast<UINT>(folder.size()));
    return std::filesystem::path(std::wstring(folder.data(), length)) / std::string(name);
}

}  // namespace wcts::winsock
