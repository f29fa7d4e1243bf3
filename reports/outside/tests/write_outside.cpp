// Writes what the writers of this folder make of the sample runs, for the golden test: write-outside FOLDER.
#include "reports/outside/annotations.h"
#include "reports/outside/ctrf.h"
#include "reports/outside/junit.h"
#include "reports/outside/markdown.h"
#include "reports/outside/tests/samples.h"
#include "reports/whole_file.h"

#include <exception>
#include <filesystem>
#include <iostream>

int main(int argc, char** argv) {
    using namespace wcts::reports;
    if (argc != 2) {
        std::cerr << "usage: write-outside FOLDER\n";
        return 2;
    }
    try {
        const std::filesystem::path folder{argv[1]};
        for (const samples::Run& run : samples::runs()) {
            const RunResult result(run.report, run.unexpected);
            write_whole_file(folder / (run.name + ".junit.xml"), junit_xml(result));
            write_whole_file(folder / (run.name + ".ctrf.json"), ctrf_json(result));
            write_whole_file(folder / (run.name + ".md"), markdown_summary(result));
            write_whole_file(folder / (run.name + ".annotations.txt"), github_annotations(result));
        }
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    return 0;
}
