@echo off
rem The launcher on Windows. Beside a winsock-cts.exe it runs that; in a checkout it builds one first, with Meson and MSVC.
rem Written with care, but not run by the authors: they had no Windows.
rem
rem In a checkout it needs meson and ninja on PATH (pip install meson ninja) and Visual Studio 2019 or later, or its Build Tools, with C++.
rem Meson finds Visual Studio by itself; for x86, call this from an x86 developer prompt.
setlocal EnableExtensions DisableDelayedExpansion
set "WCTS_ROOT=%~dp0"
set "WCTS_EXE=%WCTS_ROOT%winsock-cts.exe"
if exist "%WCTS_EXE%" goto run

if not exist "%WCTS_ROOT%meson.build" (
    >&2 echo winsock-cts: there is neither winsock-cts.exe nor a checkout beside winsock-cts.cmd
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
    >&2 echo winsock-cts: %WCTS_EXE% is missing after the build
    exit /b 3
)
"%WCTS_EXE%" %*
exit /b %ERRORLEVEL%
