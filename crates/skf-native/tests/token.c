/* A USB key in software behind the functions of GM/T 0016: what a maker's library looks like from outside, written after the
 * standard's declarations and not after our own code. OpenSSL signs. Built twice: ULONG of 32 bits, as the standard says,
 * and `unsigned long`, as some makers have it. SKF_TOKEN names the folder: key.pem (SM2), point.bin (x ‖ y), cert.der,
 * `out` when it is pulled out, `open` with the number of handles that are open. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef WIDE
typedef unsigned long ULONG;
#else
typedef uint32_t ULONG;
#endif
typedef int32_t BOOL;
typedef uint8_t BYTE;
typedef char *LPSTR;
typedef void *HANDLE;

typedef struct { BYTE major, minor; } VERSION;
typedef struct {
  VERSION Version;
  char Manufacturer[64], Issuer[64], Label[32], SerialNumber[32];
  VERSION HWVersion, FirmwareVersion;
  ULONG AlgSymCap, AlgAsymCap, AlgHashCap, DevAuthAlgId, TotalSpace, FreeSpace, MaxECCBufferSize, MaxBufferSize;
  BYTE Reserved[64];
} DEVINFO;
typedef struct { ULONG BitLen; BYTE X[64], Y[64]; } ECCPUBLICKEYBLOB;
typedef struct { BYTE r[64], s[64]; } ECCSIGNATUREBLOB;

enum { OK = 0, FAIL = 0x0A000001, BAD_HANDLE = 0x0A000005, BAD_PARAMETER = 0x0A000006, NO_KEY = 0x0A00001B,
  NO_CERTIFICATE = 0x0A00001C, SMALL = 0x0A000020, REMOVED = 0x0A000023, WRONG_PIN = 0x0A000024, LOCKED = 0x0A000025,
  NOT_LOGGED_IN = 0x0A00002D, NO_APPLICATION = 0x0A00002E };
enum { DEVICE = 11, APPLICATION = 22, CONTAINER = 33, OTHER = 44 };

static int handles, logged_in;
static ULONG left = 6;
static char pin[64] = "135790";

static FILE *file(const char *name, const char *how) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", getenv("SKF_TOKEN"), name);
  return fopen(path, how);
}

static void count(int by) {
  FILE *out = file("open", "w");
  fprintf(out, "%d", handles += by);
  fclose(out);
}

static int is_out(void) {
  FILE *out = file("out", "r");
  if (out) fclose(out), logged_in = 0;
  return out != NULL;
}

static HANDLE opened(int kind) {
  int *handle = malloc(sizeof *handle);
  *handle = kind;
  count(1);
  return handle;
}

static ULONG closed(HANDLE handle, int kind) {
  if (!handle || (*(int *)handle != kind && !(kind == CONTAINER && *(int *)handle == OTHER))) return BAD_HANDLE;
  *(int *)handle = 0;
  free(handle);
  count(-1);
  return OK;
}

#define NEEDS(handle, kind) \
  if (!handle || *(int *)handle != kind) return BAD_HANDLE; \
  if (is_out()) return REMOVED

static ULONG names(const char *list, size_t size, LPSTR to, ULONG *room) {
  if (!to) { *room = size; return OK; }
  if (*room < size) return SMALL;
  memcpy(to, list, size);
  *room = size;
  return OK;
}

ULONG SKF_EnumDev(BOOL present, LPSTR list, ULONG *size) {
  if (present != 1) return BAD_PARAMETER;
  return is_out() ? names("\0", 2, list, size) : names("MAKER 07\0", 10, list, size);
}

ULONG SKF_ConnectDev(LPSTR name, HANDLE *device) {
  if (is_out() || strcmp(name, "MAKER 07")) return REMOVED;
  *device = opened(DEVICE);
  return OK;
}

ULONG SKF_DisConnectDev(HANDLE device) { return closed(device, DEVICE); }

ULONG SKF_GetDevInfo(HANDLE device, DEVINFO *info) {
  NEEDS(device, DEVICE);
  memset(info, 0, sizeof *info);
  memset(info->Manufacturer, 'm', 63);
  strcpy(info->SerialNumber, "QH-2026-0007");
  info->TotalSpace = info->MaxBufferSize = 0xffffffff;
  return OK;
}

ULONG SKF_EnumApplication(HANDLE device, LPSTR list, ULONG *size) {
  NEEDS(device, DEVICE);
  return names("BLOOD\0", 7, list, size);
}

ULONG SKF_OpenApplication(HANDLE device, LPSTR name, HANDLE *application) {
  NEEDS(device, DEVICE);
  if (strcmp(name, "BLOOD")) return NO_APPLICATION;
  *application = opened(APPLICATION);
  return OK;
}

ULONG SKF_CloseApplication(HANDLE application) { return closed(application, APPLICATION); }

ULONG SKF_GetPINInfo(HANDLE application, ULONG type, ULONG *most, ULONG *remaining, BOOL *is_default) {
  NEEDS(application, APPLICATION);
  if (type > 1) return BAD_PARAMETER;
  *most = 6, *remaining = left, *is_default = 0;
  return OK;
}

static ULONG check(const char *known, const char *given, ULONG *retries) {
  if (!left) return LOCKED;
  if (!strcmp(known, given)) { left = 6; return OK; }
  *retries = --left;
  return WRONG_PIN;
}

ULONG SKF_VerifyPIN(HANDLE application, ULONG type, LPSTR given, ULONG *retries) {
  NEEDS(application, APPLICATION);
  if (type != 1) return BAD_PARAMETER;
  ULONG answer = check(pin, given, retries);
  logged_in = answer == OK;
  return answer;
}

ULONG SKF_ChangePIN(HANDLE application, ULONG type, LPSTR old, LPSTR new, ULONG *retries) {
  NEEDS(application, APPLICATION);
  if (type != 1 || strlen(new) >= sizeof pin) return BAD_PARAMETER;
  ULONG answer = check(pin, old, retries);
  if (answer == OK) strcpy(pin, new);
  return answer;
}

ULONG SKF_UnblockPIN(HANDLE application, LPSTR admin, LPSTR new, ULONG *retries) {
  NEEDS(application, APPLICATION);
  if (strcmp(admin, "admin-2468")) { *retries = 2; return WRONG_PIN; }
  strcpy(pin, new);
  left = 6;
  return OK;
}

ULONG SKF_ClearSecureState(HANDLE application) {
  NEEDS(application, APPLICATION);
  logged_in = 0;
  return OK;
}

ULONG SKF_EnumContainer(HANDLE application, LPSTR list, ULONG *size) {
  NEEDS(application, APPLICATION);
  return names("RSA\0SIGN\0", 10, list, size);
}

ULONG SKF_OpenContainer(HANDLE application, LPSTR name, HANDLE *container) {
  NEEDS(application, APPLICATION);
  if (strcmp(name, "SIGN") && strcmp(name, "RSA")) return NO_KEY;
  *container = opened(strcmp(name, "SIGN") ? OTHER : CONTAINER);
  return OK;
}

ULONG SKF_CloseContainer(HANDLE container) { return closed(container, CONTAINER); }

ULONG SKF_ExportPublicKey(HANDLE container, BOOL for_signing, BYTE *blob, ULONG *size) {
  if (container && *(int *)container == OTHER) { memset(blob, 7, 268); *size = 268; return OK; }
  NEEDS(container, CONTAINER);
  if (!for_signing) return NO_KEY;
  if (*size < sizeof(ECCPUBLICKEYBLOB)) return SMALL;
  ECCPUBLICKEYBLOB *key = (ECCPUBLICKEYBLOB *)blob;
  memset(key, 0, sizeof *key);
  key->BitLen = 256;
  FILE *in = file("point.bin", "rb");
  size_t read = fread(key->X + 32, 1, 32, in) + fread(key->Y + 32, 1, 32, in);
  fclose(in);
  *size = sizeof *key;
  return read == 64 ? OK : FAIL;
}

ULONG SKF_ExportCertificate(HANDLE container, BOOL for_signing, BYTE *der, ULONG *size) {
  NEEDS(container, CONTAINER);
  FILE *in = for_signing ? file("cert.der", "rb") : NULL;
  if (!in) return NO_CERTIFICATE;
  *size = fread(der, 1, *size, in);
  fclose(in);
  return OK;
}

ULONG SKF_ImportCertificate(HANDLE container, BOOL for_signing, BYTE *der, ULONG size) {
  NEEDS(container, CONTAINER);
  if (!logged_in) return NOT_LOGGED_IN;
  if (!for_signing) return BAD_PARAMETER;
  FILE *out = file("cert.der", "wb");
  fwrite(der, 1, size, out);
  fclose(out);
  return OK;
}

/* An INTEGER of DER to the right of 64 bytes; answers where the next thing begins. */
static const BYTE *integer(const BYTE *at, BYTE *to) {
  int size = at[1];
  const BYTE *digits = at + 2;
  if (size == 33) digits++;
  int kept = size == 33 ? 32 : size;
  memcpy(to + 64 - kept, digits, kept);
  return at + 2 + size;
}

ULONG SKF_ECCSignData(HANDLE container, BYTE *data, ULONG size, ECCSIGNATUREBLOB *signature) {
  NEEDS(container, CONTAINER);
  if (!logged_in) return NOT_LOGGED_IN;
  if (size != 32) return BAD_PARAMETER;
  FILE *out = file("digest.bin", "wb");
  fwrite(data, 1, size, out);
  fclose(out);
  if (system("cd \"$SKF_TOKEN\" && openssl pkeyutl -sign -inkey key.pem -in digest.bin -out signature.der")) return FAIL;
  BYTE der[128];
  FILE *in = file("signature.der", "rb");
  size_t read = fread(der, 1, sizeof der, in);
  fclose(in);
  if (read < 8 || der[0] != 0x30) return FAIL;
  memset(signature, 0, sizeof *signature);
  integer(integer(der + 2, signature->r), signature->s);
  return OK;
}
