@echo off
rem The launcher on Windows. Beside a winsock-cts.exe, or the exes of a release, it runs that; in a checkout it builds one first, with Meson
rem and MSVC. Not run on Windows by the authors, who had none: the release's part was run with Wine's cmd, the building not at all.
rem
rem A release has one exe for each architecture. WINSOCK_CTS_ARCH=x64, x86 or arm64 asks for another than the machine's own.
rem
rem In a checkout it needs meson and ninja on PATH (pip install meson ninja) and Visual Studio 2019 or later, or its Build Tools, with C++.
rem Meson finds Visual Studio by itself; for x86, call this from an x86 developer prompt.
setlocal EnableExtensions DisableDelayedExpansion
set "WCTS_ROOT=%~dp0"
set "WCTS_EXE=%WCTS_ROOT%winsock-cts.exe"
if exist "%WCTS_EXE%" goto run

set "WCTS_MACHINE=%PROCESSOR_ARCHITECTURE%"
if defined PROCESSOR_ARCHITEW6432 set "WCTS_MACHINE=%PROCESSOR_ARCHITEW6432%"
set "WCTS_TRY=x86"
if /i "%WCTS_MACHINE%"=="AMD64" set "WCTS_TRY=x64 x86"
if /i "%WCTS_MACHINE%"=="ARM64" set "WCTS_TRY=arm64 x64 x86"
if defined WINSOCK_CTS_ARCH set "WCTS_TRY=%WINSOCK_CTS_ARCH%"
set "WCTS_EXE="
for %%a in (%WCTS_TRY%) do if not defined WCTS_EXE if exist "%WCTS_ROOT%winsock-cts-%%a.exe" set "WCTS_EXE=%WCTS_ROOT%winsock-cts-%%a.exe"
if defined WCTS_EXE goto run

if not exist "%WCTS_ROOT%meson.build" (
    >&2 echo winsock-cts: beside winsock-cts.cmd there is neither a checkout nor a winsock-cts.exe, nor a winsock-cts-*.exe for %WCTS_TRY%
    exit /b 2
)
set "WCTS_BUILD=%WCTS_ROOT%build\msvc"
if defined VSCMD_ARG_TGT_ARCH set "WCTS_BUILD=%WCTS_BUILD%-%VSCMD_ARG_TGT_ARCH%"
set "WCTS_EXE=%WCTS_BUILD%\suites\winsock-cts.exe"

where meson >nul 2>nul
if errorlevel 1 (
    >&2 echo winsock-cts: building needs meson and ninja on PATH: pip install meson ninja
    exit /b 2
)
if exist "%WCTS_BUILD%\build.ninja" goto build
rem "%WCTS_ROOT%." because a backslash before a quote would quote the quote.
call meson setup "%WCTS_BUILD%" "%WCTS_ROOT%." --vsenv >&2
if errorlevel 1 (
    >&2 echo winsock-cts: configuring failed, see above
    exit /b 3
)
:build
call meson compile -C "%WCTS_BUILD%" >&2
if errorlevel 1 (
    >&2 echo winsock-cts: building failed, see above
    exit /b 3
)

:run
if not exist "%WCTS_EXE%" (
    >&2 echo winsock-cts: "%WCTS_EXE%" is missing after the build
    exit /b 3
)
"%WCTS_EXE%" %*
exit /b %ERRORLEVEL%
