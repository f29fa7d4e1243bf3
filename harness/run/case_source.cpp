#include "harness/run/case_source.h"

namespace wcts::run {

reports::CaseRecord blank_record(const CaseInfo& info) {
    reports::CaseRecord record;
    record.id = info.id;
    record.suite = info.suite;
    record.function = info.function;
    record.claim = info.claim;
    record.clauses = info.clauses;
    record.code = info.code;
    record.kind = info.kind;
    record.row_hash = info.row_hash;
    record.provoked_by = info.provoked_by;
    return record;
}

}  // namespace wcts::run
